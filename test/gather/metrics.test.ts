import { expect, it } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { readMetrics } from '../../src/gather/metrics.ts';
import type { PodStory } from '../../src/types.ts';
import { goneStory, pod, story } from '../support/stories.ts';

const path = '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/web-1';
const usage = { cpu: '480000000n', memory: '60Mi' };
const measured = {
  metadata: { name: 'web-1', namespace: 'shop' },
  timestamp: '2026-11-22T14:00:00Z',
  window: '15s',
  containers: [{ name: 'app', usage }],
};

/** What is read of a pod from a cluster that answers with this status and body, and what it was asked for. */
async function read(of: PodStory, status: number, body: object) {
  const asked: string[] = [];
  const answer = (input: RequestInfo | URL) => {
    asked.push(new URL(input instanceof Request ? input.url : input).pathname);
    return Promise.resolve(Response.json(body, { status }));
  };
  const cluster = kubernetesCluster({ api: 'http://127.0.0.1:1', token: () => null, fetch: answer });
  return { asked, metrics: await readMetrics(cluster, 'shop', { known: true, value: of }) };
}

it('what the pod uses is read with one request', async () => {
  const { asked, metrics } = await read(story(pod()), 200, measured);
  expect(asked).toEqual([path]);
  expect(metrics).toEqual({ known: true, value: { path, object: measured } });
});

it('a cluster without metrics-server has none', async () => {
  const { metrics } = await read(story(pod()), 404, {});
  expect(metrics).toEqual({ known: true, value: null });
});

it('a refusal is said', async () => {
  const { metrics } = await read(story(pod()), 403, {});
  expect(metrics).toEqual({ known: false, why: 'podmetrics are forbidden to lastword (403)' });
});

it.each([
  ['is gone', goneStory(pod())],
  ['is going', story(pod({ deletion: [30, 30] }))],
  ['does not run', story(pod({ containers: [{ ended: { exitCode: 1 } }] }))],
])('nobody is asked about a pod that %s', async (_sentence, of) => {
  const { asked, metrics } = await read(of, 200, measured);
  expect(asked).toEqual([]);
  expect(metrics).toEqual({ known: true, value: null });
});
