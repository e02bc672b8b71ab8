/**
 * Kills the real service at chosen moments, starts it again on the same state, and says afterwards what a reader of the channel saw of
 * each alert.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';
import { startKubernetesApi } from '../../src/demo/kubernetes-api.ts';
import { crowd } from './kubernetes.ts';
import { random } from './random.ts';
import type { Faults } from './slack-faults.ts';
import { type Service, startService, stateFolder } from './service.ts';
import { type ShownMessage, startSlack } from './slack.ts';

/**
 * When the service is killed: right after the last 202; while the cluster is being read; with the intent to post written and Slack
 * silent; with the message published and its answer withheld; with the connection cut and the message published two seconds later; with
 * its `ts` written; or after so many things happened, whatever they were.
 */
export type Moment = 'accepted' | 'gathering' | 'intent' | 'published' | 'cut' | 'written' | { after: number };

/** Pods whose alert no message tells, and those that more than one tells. `repeated`: deliveries that stand there more than once. */
export type Told = { lost: string[]; twice: string[]; repeated: string[] };

export type Kills = {
  /** Posts so many alerts, each of a pod of its own, and kills the service at that moment. */
  round: (moment: Moment, alerts: number) => Promise<void>;
  /** Lets it finish its work on a Slack that is well again. */
  finish: () => Promise<Told>;
  kills: () => number;
  close: () => Promise<void>;
};

const patience = { timeout: 180_000, interval: 5 };

const body = (pod: string, at: number): string =>
  JSON.stringify({
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubePodCrashLooping', namespace: 'kills', pod, container: 'app' },
        startsAt: new Date(at).toISOString(),
        fingerprint: pod,
      },
    ],
  });

/** What a reader saw: a thread's message tells an alert only where its parent does not. */
export function toldOf(pods: string[], messages: ShownMessage[]): Told {
  const says = (message: ShownMessage | undefined, pod: string): boolean =>
    message !== undefined && JSON.stringify([message.text, message.blocks, message.attachments]).includes(pod);
  const byTs = new Map(messages.map((message) => [message.ts, message]));
  const tellers = (pod: string): number =>
    [...byTs.values()].filter(
      (m) => says(m, pod) && (m.thread_ts === null || !says(byTs.get(m.thread_ts), pod) || m.thread_ts === m.ts),
    ).length;
  const deliveries = [...byTs.values()].flatMap(({ delivery }) => delivery ?? []);
  return {
    lost: pods.filter((pod) => tellers(pod) === 0),
    twice: pods.filter((pod) => tellers(pod) > 1),
    repeated: deliveries.filter((delivery, at) => deliveries.indexOf(delivery) !== at),
  };
}

/** True when nothing waits in the store any more: all that came in is sorted, and no row of the inbox or of the outbox is short of its end. */
function idle(directory: string): boolean {
  const folder = join(directory, 'desk', 'lastword-desk');
  const stores = readdirSync(folder).filter((file) => /^[0-9a-f]+\.sqlite$/.test(file));
  return stores.every((file) => {
    const db = new DatabaseSync(join(folder, file), { readOnly: true });
    try {
      const count = (rows: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${rows}`).get()?.['n']);
      const waiting = ['arrivals', 'inbox WHERE due_at IS NOT NULL', 'outbox WHERE due_at IS NOT NULL'];
      return waiting.every((rows) => count(rows) === 0);
    } catch {
      // Locked: the service is at work on it.
      return false;
    } finally {
      db.close();
    }
  });
}

/** Everything around the service, which outlives it. */
async function surroundings() {
  const slack = await startSlack();
  const api = await startKubernetesApi({ snapshots: [crowd('kills', 3)] });
  const state = stateFolder();
  const settings = {
    clusters: [{ name: 'lab', api: api.url }],
    slack: { channel: slack.channel, api: slack.url, messages_per_second: 50 },
  };
  const secrets = { SLACK_BOT_TOKEN: slack.token };
  return {
    slack,
    api,
    directory: state.directory,
    start: () => startService({ settings, secrets, directory: state.directory }),
    close: async () => {
      await Promise.all([slack.close(), api.close()]);
      state.remove();
    },
  };
}
type Around = Awaited<ReturnType<typeof surroundings>>;

/** The next post has reached Slack. */
function nextPost({ slack }: Around): () => boolean {
  const before = slack.calls().length;
  return () =>
    slack
      .calls()
      .slice(before)
      .some(({ method }) => method === 'chat.postMessage');
}

/** What makes a moment: what is arranged before the alerts come, and when it is there. */
const moments: Record<
  Exclude<Moment, object>,
  { arrange?: (around: Around) => void; come: (around: Around, service: Service) => () => unknown }
> = {
  accepted: { come: () => () => true },
  gathering: {
    arrange: ({ api }) => api.setFaults(() => ({ delayMs: 60_000 })),
    come: ({ api }) => {
      const before = api.requests().length;
      return () => api.requests().length > before;
    },
  },
  intent: {
    arrange: ({ slack }) => slack.failNext({ kind: 'hang', method: 'chat.postMessage' }),
    come: nextPost,
  },
  published: {
    arrange: ({ slack }) => slack.failNext({ kind: 'hang', method: 'chat.postMessage', publish: true }),
    come: ({ slack }) => {
      const before = slack.messages().then((messages) => messages.length);
      return async () => (await slack.messages()).length > (await before);
    },
  },
  cut: {
    arrange: ({ slack }) => slack.failNext({ kind: 'cut', method: 'chat.postMessage', publishAfterMs: 2000 }),
    come: nextPost,
  },
  written: { come: (_around, service) => () => service.said().some(({ msg }) => msg === 'posted') },
};

/** Things that happened: requests to the cluster and to Slack, and lines that the service wrote. */
const happened = ({ slack, api }: Around, service: Service): number =>
  slack.calls().length + api.requests().length + service.said().length;

/**
 * Whether a moment has come, from now on. What was to come after more than there is to do has come when nothing is left.
 * @param sent whether all alerts of the round were sent
 */
function watch(moment: Moment, around: Around, service: Service, sent: () => boolean): () => unknown {
  if (typeof moment === 'string') return moments[moment].come(around, service);
  const before = happened(around, service);
  return () => happened(around, service) - before >= moment.after || (sent() && idle(around.directory));
}

/** Starts with an empty channel. `faults` hold until `finish`. */
export async function startKills(faults: Partial<Faults> = {}): Promise<Kills> {
  const around = await surroundings();
  const pods: string[] = [];
  const owed = new Set<string>();
  let kills = 0;
  let service: Service | null = null;
  around.slack.setFaults(faults);
  /** What was not acknowledged before the end is not owed, but it is not to be told twice either. */
  const post = async (to: Service, pod: string): Promise<void> => {
    pods.push(pod);
    const status = await to.post('/webhooks/alertmanager', body(pod, Date.now())).then(
      (answer) => answer.status,
      () => null,
    );
    if (status === 202) owed.add(pod);
    else if (status !== null) throw new Error(`${pod} was answered ${status}`);
  };
  return {
    round: async (moment, alerts) => {
      if (typeof moment === 'string') moments[moment].arrange?.(around);
      const to = await around.start();
      service = to;
      let sent = false;
      const come = watch(moment, around, to, () => sent);
      const names = Array.from({ length: alerts }, (_, at) => `pod-${kills}-of-${at}x`);
      const posts = Promise.all(names.map((pod) => post(to, pod))).then(() => (sent = true));
      if (typeof moment === 'string') await posts;
      await vi.waitUntil(come, patience);
      await to.kill();
      await posts;
      around.api.setFaults(undefined);
      kills += 1;
    },
    finish: async () => {
      around.slack.setFaults({ chaos: null, strictPace: false, always: null });
      service = await around.start();
      await vi.waitUntil(() => idle(around.directory), { timeout: 180_000, interval: 200 });
      await around.slack.settled();
      const told = toldOf(pods, await around.slack.messages());
      return { ...told, lost: told.lost.filter((pod) => owed.has(pod)) };
    },
    kills: () => kills,
    close: async () => {
      await service?.stop();
      await around.close();
    },
  };
}

/** Moments that come after 1 to `most` things, the same ones for the same seed. */
export function randomMoments(seed: number, count: number, most: number): Moment[] {
  const dice = random(seed);
  return Array.from({ length: count }, () => ({ after: 1 + Math.floor(dice() * most) }));
}
