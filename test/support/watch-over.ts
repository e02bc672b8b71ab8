/** A Desk's passes over a life on a fake clock: an alert comes in, and every look is made when it is due, or a little beside it. */
import { vi } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { inboxPass } from '../../src/desk/inbox-pass.ts';
import { looksPass } from '../../src/desk/looks-pass.ts';
import { turns } from '../../src/desk/turns.ts';
import { addAlert, inboxDue } from '../../src/store/inbox.ts';
import { getHidden } from '../../src/store/hidden.ts';
import { newestHidden } from '../../src/store/hidden-list.ts';
import { newestIncidents } from '../../src/store/incidents.ts';
import { looksDue } from '../../src/store/looks.ts';
import type { Store } from '../../src/store/store.ts';
import type { Alert, Diagnosis, Incident, Policy } from '../../src/types.ts';
import { type Life, lifeFetch, type LifeOptions } from './life.ts';
import { passPorts } from './pass-ports.ts';
import { defaultCalm } from './policy.ts';
import { memoryStore } from './sqlite.ts';

export type Scene = LifeOptions & {
  life: Life;
  /** Alerts with the moment at which they come in, in the cluster's time (Unix milliseconds). */
  alerts: { at: number; alert: Alert }[];
  /** How far the cluster's clock is ahead of ours, milliseconds. */
  skew: number;
  /** How far beside its time a look is made, milliseconds. */
  lateness: (look: number) => number;
  /** What is told at once, and what is hidden at first. */
  policy: Policy;
};

/** What was told and what was hidden after each pass, and how often the cluster was watched and asked in all. */
export type Watched = { told: Incident[][]; hidden: Diagnosis[][]; watches: number; requests: number; looks: number };

/** A request takes this long on the fake clock. */
const requestMs = 12;

/** Plays a scene to its end: until nothing is due any more. Sets the time of this thread; call `vi.useRealTimers()` afterwards. */
export async function watchOver(scene: Scene): Promise<Watched> {
  vi.useFakeTimers({ toFake: ['Date'] });
  const watched: Watched = { told: [], hidden: [], watches: 0, requests: 0, looks: 0 };
  const { fetch, store } = { fetch: countedFetch(scene, watched), store: memoryStore() };
  const ports = passPorts({
    store,
    cluster: (_name, { signal }) => kubernetesCluster({ api: 'http://cluster.test', token: () => null, fetch, signal }),
    // One life is one story: there is neither a storm nor a way back.
    calm: { ...defaultCalm, reopenMs: 0, stormThreshold: Infinity },
    policy: scene.policy,
    turns: turns(() => Date.now()),
    log: (msg, fields) => {
      if (/failed/.test(msg) && msg !== 'watch failed') throw new Error(`${msg}: ${JSON.stringify(fields)}`);
    },
  });
  const coming = scene.alerts
    .map(({ at, alert }) => ({ at: Math.round(at - scene.skew), alert }))
    .toSorted((a, b) => a.at - b.at);
  vi.setSystemTime(Math.min(...coming.map(({ at }) => at)));
  let planned: number | null = null;
  for (let pass = 0; pass < 400; pass++) {
    const look = looksDue(store);
    // A look that is planned for the same time again was made early: now it is made on time.
    const beside = look === planned ? 0 : scene.lateness(pass);
    planned = look;
    const next = due(coming[0]?.at ?? null, inboxDue(store), look === null ? null : look + beside);
    if (next === null) return watched;
    vi.setSystemTime(Math.max(Date.now(), next));
    while (coming[0] && coming[0].at <= Date.now()) addAlert(store, coming.shift()?.alert as Alert, Date.now());
    // A look that is made early was due then.
    store.sql(
      'UPDATE looks SET due_at = ? WHERE due_at = (SELECT min(due_at) FROM looks) AND due_at > ?',
      Date.now(),
      next,
    );
    watched.looks += await looksPass(ports, Date.now() + 4_000);
    await inboxPass(ports, Date.now() + 4_000);
    watched.told.push(newestIncidents(store, 50).map(({ incident }) => incident));
    watched.hidden.push(stillHidden(store));
  }
  throw new Error('the looks do not come to an end');
}

/** What nobody was told of, the newest first. */
const stillHidden = (store: Store): Diagnosis[] =>
  newestHidden(store, 50).flatMap(({ id, raised }) => (raised === null ? (getHidden(store, id)?.diagnosis ?? []) : []));

const due = (...moments: (number | null)[]): number | null => {
  const times = moments.filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
};

function countedFetch(scene: Scene, watched: Watched): typeof fetch {
  const clock = () => Date.now() + scene.skew;
  return lifeFetch(scene.life, clock, {
    ...scene,
    onRequest: (url) => {
      vi.setSystemTime(Date.now() + requestMs);
      watched.requests += 1;
      if (url.searchParams.has('watch')) watched.watches += 1;
      scene.onRequest?.(url);
    },
  });
}

/** The diagnosis that the newest incident tells after the last pass; of a stop that stays hidden, what its row says. */
export function lastKnown({ told, hidden }: Watched): Diagnosis {
  const known = told.at(-1)?.[0]?.diagnosis ?? hidden.at(-1)?.[0];
  if (!known) throw new Error('nothing was told, and nothing was hidden');
  return known;
}
