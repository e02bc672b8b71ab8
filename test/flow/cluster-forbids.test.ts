/**
 * A role that lacks one kind, for every kind that is read: each alert is posted with the rest, and says what is missing. Each case is a
 * recording in which that kind is asked for, in a cluster of its own; one service tells them all.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AskedFor, type KubernetesApi, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import type { RecordedList } from '../../src/demo/snapshot.ts';
import { tellEverything } from '../support/policy.ts';
import { recording, type Recording } from '../support/recordings.ts';
import { type Service, startService, stateFolder } from '../support/service.ts';
import { type Slack, startSlack } from '../support/slack.ts';

/** The kind that a request asks for, as the sentences name it. */
function kindOf({ path, query }: Pick<AskedFor, 'path' | 'query'>): string {
  if (path.endsWith('/log')) return 'logs';
  if (path.startsWith('/apis/metrics')) return 'podmetrics';
  if (path.includes('/nodes/')) return 'nodes';
  return query.has('watch') ? 'watches on pods' : (path.split('/').at(-1) ?? '');
}

/** The recording with another text for every `from` in what the cluster shows and in what the webhook says. */
const rewritten =
  (from: string, to: string) =>
  (of: Recording): void => {
    of.snapshot = JSON.parse(JSON.stringify(of.snapshot).replaceAll(from, to)) as Recording['snapshot'];
    of.body = of.body.replaceAll(from, to);
  };

/** Its Jobs are a CronJob's. */
function byCronJob({ snapshot }: Recording): void {
  const [, jobs] = Object.entries(snapshot.resources).find(([path]) => path.endsWith('/jobs')) ?? [];
  for (const job of (jobs as RecordedList).items ?? [])
    job.metadata['ownerReferences'] = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', controller: true }];
}

const endOfContainer = '"terminationMessagePath"';
const cases: [kind: string, recording: string, change?: (of: Recording) => void][] = [
  ['pods', 'oom-killed'],
  ['events', 'oom-killed'],
  ['nodes', 'oom-killed'],
  ['logs', 'oom-killed'],
  ['replicasets', 'oom-killed'],
  ['podmetrics', 'oom-killed'],
  ['watches on pods', 'rollout-ignores-sigterm'],
  ['deployments', 'scale-down'],
  ['statefulsets', 'statefulset-rollout'],
  ['controllerrevisions', 'statefulset-rollout'],
  ['daemonsets', 'statefulset-rollout', rewritten('StatefulSet', 'DaemonSet')],
  ['services', 'rollout-image', rewritten(endOfContainer, `"ports":[{"containerPort":80}],${endOfContainer}`)],
  ['jobs', 'job-finished-sidecar'],
  ['cronjobs', 'job-finished-sidecar', byCronJob],
];

type Case = { kind: string; story: Recording; api: KubernetesApi };
const state = stateFolder();
let slack: Slack;
let service: Service;
let all: Case[] = [];
const posted = new Map<string, string>();

async function begin([kind, name, change]: (typeof cases)[number]): Promise<Case> {
  const story = await recording(name);
  change?.(story);
  const { snapshot } = story;
  const faults = (asked: AskedFor) => (kindOf(asked) === kind ? { status: 403 } : undefined);
  return { kind, story, api: await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now, faults }) };
}

/** The recorded webhook, of a cluster that is named after what it forbids. */
async function send({ kind, story: { sender, body } }: Case): Promise<void> {
  const webhook = JSON.parse(body) as { alerts?: { labels: Record<string, string> }[]; clusterName?: string };
  for (const { labels } of webhook.alerts ?? []) labels['cluster'] = kind;
  if (sender === 'events') webhook.clusterName = kind;
  expect((await service.post(`/webhooks/${sender}`, JSON.stringify(webhook))).status, kind).toBe(202);
}

beforeAll(async () => {
  slack = await startSlack();
  all = await Promise.all(cases.map(begin));
  const clusters = all.map(({ kind, api }) => ({ name: kind, api: api.url }));
  // It is about what is told: of expected stops, too.
  const settings = { ...tellEverything, clusters, slack: { channel: slack.channel, api: slack.url } };
  service = await startService({ settings, secrets: { SLACK_BOT_TOKEN: slack.token }, directory: state.directory });
  await Promise.all(all.map(send));
  const parents = () => service.said().filter(({ msg, kind }) => msg === 'posted' && kind === 'parent').length;
  await service.hears('all messages', () => parents() === cases.length);
  for (const { thread_ts: thread, ...message } of await slack.messages()) {
    const text = JSON.stringify(message);
    if (thread === null) posted.set(/cluster `([^`]+)`/.exec(text)?.[1] ?? '', text);
  }
}, 60_000);

afterAll(async () => {
  await service.stop();
  await Promise.all([slack.close(), ...all.map(({ api }) => api.close())]);
  state.remove();
});

describe.each(cases.map(([kind]) => kind))('a cluster that forbids %s', (kind) => {
  test('is asked for them, and is told of with the rest, saying what is missing', () => {
    const asked = all.find((one) => one.kind === kind)?.api.requests() ?? [];
    const refused = asked.filter(({ status }) => status === 403);
    const forbidden = refused.map(({ path, query }) => kindOf({ path, query: new URLSearchParams(query) }));
    expect(new Set(forbidden)).toEqual(new Set([kind]));
    expect(asked.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(posted.get(kind)).toContain(`${kind} are forbidden to lastword (403)`);
  });
});
