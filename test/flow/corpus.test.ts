/**
 * Every recorded stop, from the webhook to what Slack's channel shows: through the real bundle on the real workerd, a cluster that
 * answers from the recording, and a Slack that enforces its limits. What is expected is hidden, stands on the page with its reason, and
 * is then raised by hand. The golden messages are for people: read them.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toText } from '../../src/compose/text.ts';
import { type KubernetesApi, readSnapshot, startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { causes } from '../../src/diagnose/causes/index.ts';
import { type Said, type Service, startService, stateFolder } from '../support/service.ts';
import { type ShownMessage, type Slack, startSlack } from '../support/slack.ts';

const corpus = join(import.meta.dirname, '../fixtures/corpus');
const golden = join(import.meta.dirname, '../fixtures/golden');
const names = readdirSync(corpus);
const state = stateFolder();
const known = new Set(causes.map((cause) => cause.id));

type Truth = {
  cause: string;
  ending: string;
  exitCode: number | null;
  verdict: string;
  workload: string;
  pod: string | null;
};
const truthOf = (name: string): Truth => JSON.parse(readFileSync(join(corpus, name, 'truth.json'), 'utf8')) as Truth;

/** The recorded webhook, with the case as its cluster: each case has a cluster of its own. */
function webhookOf(name: string): { path: string; body: string } {
  const isAlert = existsSync(join(corpus, name, 'alert.json'));
  const body = JSON.parse(readFileSync(join(corpus, name, isAlert ? 'alert.json' : 'event.json'), 'utf8')) as {
    alerts?: { labels: Record<string, string> }[];
    clusterName?: string;
  };
  for (const alert of body.alerts ?? []) alert.labels.cluster = name;
  if (!isAlert) body.clusterName = name;
  return { path: isAlert ? '/webhooks/alertmanager' : '/webhooks/events', body: JSON.stringify(body) };
}

let apis: KubernetesApi[] = [];
let slack: Slack;
let service: Service;
let shown: ShownMessage[] = [];
/** What the channel showed before anything was raised by hand; and what the page listed as kept quiet then. */
let atFirst: ShownMessage[] = [];
let kept: Map<string, Kept>;

/** A message of the channel as text, without the moments at which this test ran: how old a release is depends on them, too. */
const readable = (message: ShownMessage): string =>
  toText(message)
    .replace(/(first|last|hidden from) \S+ \S+ UTC/g, '$1 (when it came in)')
    .replace(/\b\d+ s old\b/g, '(some) s old');

const parentIn = (messages: ShownMessage[], name: string): ShownMessage | undefined =>
  messages.find((m) => m.thread_ts === null && JSON.stringify(m.attachments).includes(`cluster \`${name}\``));
const parentOf = (name: string): ShownMessage => parentIn(shown, name) ?? expect.fail(`no message of ${name}`);

type Kept = { hidden: number; rule: string | undefined };

/** The page's rows of what was kept quiet, by their cluster. */
async function keptOnPage(): Promise<Map<string, Kept>> {
  const authorization = `Basic ${Buffer.from('me:webhook-secret').toString('base64')}`;
  const page = await (await fetch(service.url, { headers: { authorization } })).text();
  const section = /<h2 id="hidden">.*?<\/section>/s.exec(page)?.[0] ?? '';
  return new Map(
    section.split('<li>').flatMap((row): [string, Kept][] => {
      const [cluster, hidden] = ['cluster', 'hidden'].map((name) => row.match(`name="${name}" value="([^"]+)"`)?.[1]);
      return cluster ? [[cluster, { hidden: Number(hidden), rule: /rule <code>(.+?)<\/code>/.exec(row)?.[1] }]] : [];
    }),
  );
}

const raise = (cluster: string): Promise<Response> =>
  service.post('/raise', JSON.stringify({ cluster, hidden: kept.get(cluster)?.hidden }));

/** Waits until everything that was to be said is posted. */
async function everythingIsSaid(explained: number): Promise<void> {
  const count = (msg: string): Said[] => service.said().filter((line) => line.msg === msg);
  await service.hears('all messages', () => {
    const all = [...count('explained'), ...count('told after all')];
    const queued = all.reduce((sum, line) => sum + Number(line.says), 0);
    return all.length === explained && count('posted').length === queued;
  });
}

beforeAll(async () => {
  slack = await startSlack();
  const snapshots = await Promise.all(names.map((name) => readSnapshot(join(corpus, name, 'cluster.json'))));
  apis = await Promise.all(
    snapshots.map((snapshot) => startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now })),
  );
  const clusters = names.map((name, index) => ({ name, api: apis[index]?.url }));
  const settings = { clusters, slack: { channel: slack.channel, api: slack.url } };
  service = await startService({ settings, secrets: { SLACK_BOT_TOKEN: slack.token }, directory: state.directory });
  for (const name of names) {
    const { path, body } = webhookOf(name);
    expect((await service.post(path, body)).status, name).toBe(202);
  }
  await everythingIsSaid(names.length);
  [atFirst, kept] = [await slack.messages(), await keptOnPage()];
  for (const name of kept.keys()) expect((await raise(name)).status, name).toBe(200);
  await everythingIsSaid(names.length + kept.size);
  shown = await slack.messages();
}, 90_000);

afterAll(async () => {
  await service.stop();
  await Promise.all([slack.close(), ...apis.map((api) => api.close())]);
  state.remove();
});

/** Recorded inside the window of their rollout; other expected stops are in none. */
const inRollouts = new Set(['rollout', 'rollout-restart', 'rollback']);

describe.each(names)('%s', (name) => {
  test('is told at once, or hidden by the rule that is for it', () => {
    const { verdict, cause } = truthOf(name);
    const rule = inRollouts.has(cause) ? 'deployments' : 'expected';
    const isTold = parentIn(atFirst, name) !== undefined;
    expect([isTold, kept.get(name)?.rule]).toEqual(verdict === 'expected' ? [false, rule] : [true, undefined]);
  });

  test('is told in Slack as its golden message', async () => {
    const thread = shown.filter((m) => m.thread_ts === parentOf(name).ts);
    const text = [parentOf(name), ...thread].map(readable).join('\n--- in the thread ---\n');
    await expect(`${text}\n`).toMatchFileSnapshot(join(golden, `${name}.txt`));
  });

  test('says cause, ending and verdict as they were, or less, and nothing wrong', () => {
    const truth = truthOf(name);
    const text = readable(parentOf(name));
    const raised = /^\S+ Look again · .*: raised by hand\. Hidden before, as (\w+)/.exec(text);
    const said = {
      verdict: (raised ?? /^\S+ (\w+) ·/.exec(text))?.[1]?.toLowerCase(),
      cause: /cause `([\w-]+)`/.exec(text)?.[1],
      ending: /ending `([\w-]+)`/.exec(text)?.[1],
    };
    if (known.has(truth.cause)) {
      expect(said).toEqual({ verdict: truth.verdict, cause: truth.cause, ending: truth.ending });
    } else {
      expect(said.cause).toBeUndefined();
      expect([truth.ending, 'unknown']).toContain(said.ending);
      expect([truth.verdict, 'undetermined']).toContain(said.verdict);
    }
    expect(text).toContain(truth.workload);
  });
});

test('what was raised by hand says so, and is told once, whoever asks for it again', async () => {
  const raised = () => service.said().filter((line) => line.msg === 'told after all').length;
  expect([kept.size > 10, raised()]).toEqual([true, kept.size]);
  for (const name of kept.keys()) {
    expect(parentOf(name).text, name).toContain('raised by hand');
    expect((await raise(name)).status, name).toBe(200);
  }
  expect(raised()).toBe(kept.size);
  expect(parentOf('oom-killed').text).not.toContain('raised by hand');
});

test('no alert costs the cluster more than eight requests', () => {
  for (const [index, api] of apis.entries()) expect(api.requests().length, names[index]).toBeLessThanOrEqual(8);
});

test('at most four requests are with a cluster at a time', () => {
  for (const [index, api] of apis.entries()) expect(api.mostInFlight(), names[index]).toBeLessThanOrEqual(4);
});
