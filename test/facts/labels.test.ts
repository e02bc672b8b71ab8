import { expect, it } from 'vitest';
import { labelsOf } from '../../src/facts/labels.ts';
import { receive } from '../../src/receive/receive.ts';
import { diagnosis } from '../support/incidents.ts';

const nowhere = { cluster: null, namespace: null, workload: null, pod: null, container: null, node: null };

it('the alert’s own labels, and what lastword found out', () => {
  const about = diagnosis({ restarts: { count: 3, since: null }, subject: { node: 'node-1' } });
  expect({ ...labelsOf(about, { labels: { alertname: 'KubePodCrashLooping', team: 'shop' } }) }).toEqual({
    alertname: 'KubePodCrashLooping',
    team: 'shop',
    cluster: 'lab',
    namespace: 'shop',
    workload: 'Deployment/web',
    pod: 'web-1',
    container: 'app',
    node: 'node-1',
    cause: 'oom-killed',
    ending: 'oom-killed',
    verdict: 'investigate',
    exit_code: '137',
    restarts: '3',
  });
});

it.each<[sentence: string, labels: Record<string, string>, seen: Record<string, string>]>([
  ['nothing is known: endings and verdicts are', {}, {}],
  [
    'where nothing was found out the alert’s own place stands',
    { pod: 'web-1', node: 'n' },
    { pod: 'web-1', node: 'n' },
  ],
  [
    'an alert judges nothing',
    { cause: 'rollout', verdict: 'expected', exit_code: '0', restarts: '0', ending: 'exited' },
    {},
  ],
  ['an empty label is none', { team: '' }, {}],
])('%s', (_sentence, labels, seen) => {
  const unknown = diagnosis({ cause: null, subject: nowhere, ending: { id: 'unknown', exitCode: null } });
  expect({ ...labelsOf(unknown, { labels }) }).toEqual({ ...seen, ending: 'unknown', verdict: 'investigate' });
});

it('what was found out stands before what the alert says', () => {
  const labels = { namespace: 'monitoring', pod: 'kube-state-metrics-0', container: 'ksm', cluster: 'x' };
  expect(labelsOf(diagnosis(), { labels })).toMatchObject({
    namespace: 'shop',
    pod: 'web-1',
    container: 'app',
    cluster: 'lab',
  });
});

it('names of JavaScript’s own are labels like others', () => {
  const labels = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
  expect(Object.entries(labelsOf(diagnosis(), { labels }))).toEqual(expect.arrayContaining(Object.entries(labels)));
  expect('toString' in labelsOf(diagnosis(), { labels: {} })).toBe(false);
});

it('a Kubernetes Event’s reason is its alertname', () => {
  const about = { kind: 'Pod', name: 'web-1', namespace: 'shop' };
  const event = {
    metadata: { uid: 'e-1' },
    reason: 'Killing',
    lastTimestamp: '2026-11-22T14:00:00Z',
    involvedObject: about,
  };
  const received = receive('events', JSON.stringify(event));
  const [alert] = received.ok ? received.alerts : [];
  expect(alert && labelsOf(diagnosis(), alert)).toMatchObject({
    alertname: 'Killing',
    namespace: 'shop',
    pod: 'web-1',
  });
});
