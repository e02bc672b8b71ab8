/** Desks for tests inside workerd: their store, their ports under the test's control, and alerts for them. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import type { Arrival, DeskApi, Receipt } from '../../src/desk/desk.ts';
import { sortForReader } from '../../src/desk/sort.ts';
import type { DeskPorts } from '../../src/desk/ports.ts';
import { packed } from '../../src/facts/parcels.ts';
import { arrivalsDue } from '../../src/store/arrivals.ts';
import type { Notifier } from '../../src/ports.ts';
import type { Store } from '../../src/store/store.ts';
import type { Alert, Message } from '../../src/types.ts';

/** What the Desk is inside: what it keeps, and what it works with. Ports are replaced by assigning to them. */
export type DeskInside = DurableObject &
  DeskApi & { store: Store; ports: DeskPorts; alarm(): Promise<void>; arm(): Promise<void> };

/** A Desk of its own for the caller. */
export type DeskStub = DurableObjectStub & Pick<DeskApi, 'accept' | 'view' | 'check'>;
export const desk = (name = 'lab'): DeskStub => env.DESK.getByName(name) as unknown as DeskStub;

/** Runs in the Desk, between its requests. */
export function inDesk<R>(
  stub: DeskStub,
  work: (inside: DeskInside, state: DurableObjectState) => R | Promise<R>,
): Promise<R> {
  return runInDurableObject<DeskInside, R>(stub, work);
}

/** Runs on the Desk's database, its tables empty and ids from 1. */
export const inStore = <R>(stub: DeskStub, work: (store: Store) => R): Promise<R> =>
  inDesk(stub, ({ store }) => work(store));

/** An alert of Alertmanager's that fires; `changes` replace fields. */
export const alert = (changes: Partial<Alert> = {}): Alert => ({
  sender: 'alertmanager',
  cluster: 'lab',
  status: 'firing',
  fingerprint: '8452828176394cd4',
  startsAt: '2026-11-22T18:53:17Z',
  endsAt: null,
  labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'web-1', container: 'app', uid: 'p-1' },
  annotations: { summary: 'Pod is crash looping.' },
  field: 'alerts[0]',
  event: null,
  ...changes,
});

/** The same alert's end. */
export const resolved = (firing: Alert, endsAt = '2026-11-22T19:09:20Z'): Alert => ({
  ...firing,
  status: 'resolved',
  endsAt,
});

/** A Kubernetes Event as an alert. */
export const eventAlert = (changes: Partial<Alert> = {}): Alert =>
  alert({
    sender: 'kubernetes-event',
    fingerprint: 'e-1',
    annotations: {},
    event: { metadata: { uid: 'e-1' }, reason: 'Killing', involvedObject: { kind: 'Pod', name: 'web-1', uid: 'p-1' } },
    ...changes,
  });

export const arrival = (...alerts: Alert[]): Arrival => ({
  parcels: packed({ alerts, rejected: [] }),
  dropped: null,
});

/** Hands alerts in as the app does. */
export const accept = (stub: DeskStub, ...alerts: Alert[]): Promise<Receipt> => stub.accept(arrival(...alerts));

/** Hands alerts in and has them sorted into the inbox; nothing is worked on yet. */
export async function inInbox(quiet: Pick<QuietDesk, 'accept' | 'ports'>, ...alerts: Alert[]): Promise<void> {
  await quiet.accept(arrival(...alerts));
  while (arrivalsDue(quiet.ports.store) !== null) sortForReader(quiet.ports);
}

/** What was taken by where messages go. `into`: the ts of the thread, or of the message that was edited; null for a message of its own. */
export type Spoken = {
  how: 'post' | 'reply' | 'update';
  into: string | null;
  ts: string;
  broadcast: boolean;
  message: Message;
};

/** A Notifier that passes everything on, and writes down what was taken. */
function overheard(notifier: Notifier, spoken: Spoken[]): Notifier {
  return {
    post: async (channel, message, delivery, thread) => {
      const answer = await notifier.post(channel, message, delivery, thread);
      const how = thread ? 'reply' : 'post';
      const { ts: into = null, broadcast = false } = thread ?? {};
      if (answer.ok) spoken.push({ how, into, ts: answer.ts, broadcast, message });
      return answer;
    },
    update: async (channel, ts, message) => {
      const answer = await notifier.update(channel, ts, message);
      if (answer.ok) spoken.push({ how: 'update', into: ts, ts, broadcast: false, message });
      return answer;
    },
    find: (...args) => notifier.find(...args),
    check: () => notifier.check(),
  };
}

/** A Desk whose alarm rings when the test says so. */
export type QuietDesk = DeskInside & {
  /** Rings the alarm by hand; answers what it was set to (milliseconds), null when it was not, or only to prune the store some day. */
  ring(): Promise<number | null>;
  /** The clusters that its settings name; a quiet Desk itself can read none. */
  clusters: DeskPorts['cluster'];
  /** What it logged, instead of printing it. */
  logged: string[];
  /** What it said, in this order. */
  spoken: Spoken[];
};

/** Works with a Desk to which nothing else happens meanwhile; no alarm is left behind. */
export async function quietly<R>(stub: DeskStub, work: (quiet: QuietDesk) => Promise<R>): Promise<R> {
  return inDesk(stub, async (inside, state) => {
    const [logged, spoken]: [string[], Spoken[]] = [[], []];
    const clusters = inside.ports.cluster;
    inside.ports.cluster = () => unreadable('the cluster could not be reached');
    inside.ports.notifier = overheard(inside.ports.notifier, spoken);
    inside.ports.log = (msg) => void logged.push(msg);
    const ring = async (): Promise<number | null> => {
      const set = await state.storage.getAlarm();
      // The runtime takes the alarm off before it calls the handler.
      await state.storage.deleteAlarm();
      await inside.alarm();
      return set !== null && set - inside.ports.now() > 3_600_000 ? null : set;
    };
    const done = await state.blockConcurrencyWhile(async () => {
      // What throws in here would break the Desk for the tests that follow.
      const settled = await Promise.allSettled([work(Object.assign(inside, { ring, logged, spoken, clusters }))]);
      await state.storage.deleteAlarm();
      return settled[0];
    });
    if (done.status === 'rejected') throw done.reason;
    return done.value;
  });
}
