/** The real service, after one explained stop: Prometheus reads what it tells of itself. */
import { afterEach, expect, test } from 'vitest';
import { promtoolCheck } from '../support/promtool.ts';
import type { Service } from '../support/service.ts';
import { startSurroundings, type Surroundings } from '../support/surroundings.ts';

let around: Surroundings | undefined;
afterEach(async () => around?.close());

async function metricsOf(service: Service): Promise<string> {
  const headers = { authorization: 'Bearer webhook-secret' };
  return (await fetch(`${service.url}/metrics`, { headers })).text();
}

/** The sum of a metric's series whose labels have all of these. */
const valueOf = (text: string, name: string, ...labels: string[]): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);

test('one stop is counted from the webhook to the message, and a restart forgets none of it', async () => {
  around = await startSurroundings('oom-killed');
  const { alert, api, start } = around;
  const first = await start();
  await first.post('/webhooks/alertmanager', alert);
  await first.hears('its log', (line) => line.msg === 'posted' && line.kind === 'reply');
  // The log can be ahead of the disk; an answer never is.
  expect(valueOf(await metricsOf(first), 'lastword_notifications_total', 'kind="reply"')).toBe(1);
  await first.kill();

  const text = await metricsOf(await start());
  expect(promtoolCheck(['metrics'], text)).toEqual({ ok: true, said: '' });
  expect(valueOf(text, 'lastword_diagnoses_total', 'cause="oom-killed"', 'verdict="investigate"')).toBe(1);
  expect(valueOf(text, 'lastword_notifications_total', 'kind="parent"')).toBe(1);
  expect(valueOf(text, 'lastword_notifications_total', 'kind="reply"')).toBe(1);
  expect(valueOf(text, 'lastword_notification_latency_seconds_count')).toBe(1);
  expect(valueOf(text, 'lastword_cluster_requests_total')).toBe(api.requests().length);
  expect(valueOf(text, 'lastword_alarm_lag_seconds_count')).toBeGreaterThan(0);
  expect(valueOf(text, 'lastword_work_overdue_seconds')).toBe(0);
}, 30_000);
