import { expect, it } from 'vitest';
import { noSuchAddress } from '../src/addresses.ts';

it.each([
  ['/webhooks/alertmanger', '/webhooks/alertmanager'],
  ['/webhooks/alertmanager/', '/webhooks/alertmanager'],
  ['/webhooks/Events', '/webhooks/events'],
  ['/webhook/events', '/webhooks/events'],
  ['/deployments', '/webhooks/deployments'],
  ['/webhooks/deployment', '/webhooks/deployments'],
  ['/metric', '/metrics'],
  ['/healthz/', '/healthz'],
])('who asks at %s meant %s', (path, meant) => {
  expect(noSuchAddress(path)).toContain(`; did you mean ${meant}? There are /webhooks/alertmanager, `);
});

it.each(['/webhooks', '/favicon.ico', '//', `/${'x'.repeat(5000)}`])('nobody knows what was meant by %s', (path) => {
  expect(noSuchAddress(path)).toBe(
    'there is no such address. There are /webhooks/alertmanager, /webhooks/events, /webhooks/deployments, /, /metrics, /healthz, /readyz',
  );
});
