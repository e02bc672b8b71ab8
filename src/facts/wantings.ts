/** When each revision of a workload came to be wanted: at its birth, and again where a rollback moved its number on. */
import type { Evidence, Pod, Revision, Rollout, Seen, Source } from '../types.ts';
import { controllerState } from './controller-state.ts';
import { citeEvent, eventsOf, eventTime, firstTime, mentions } from './events.ts';
import { cite } from './field.ts';
import { isOfRevision } from './release.ts';
import { millis } from './time.ts';

/** `since` is RFC 3339. `number` is null for the time before a rollback, when the revision had a number that is not known. */
export type Wanting = { revision: Revision; number: number | null; since: string; sources: Source[] };

type Sign = { at: string; sources: Source[] };
type Read = Pick<Evidence, 'pod' | 'events' | 'siblings' | 'owners'>;

const time = (at: string): number => millis(at) ?? 0;
const born = (revision: Revision): number => time(revision.createdAt);

/** The pods of a revision that were read, the subject's own among them. */
export function podsOf(revision: Revision, { pod, siblings }: Pick<Read, 'pod' | 'siblings'>): Seen<Pod>[] {
  const own = pod.known ? pod.value.states.slice(-1).map((object) => ({ path: pod.value.path, object })) : [];
  return [...own, ...(siblings.known ? siblings.value : [])].filter(({ object }) => isOfRevision(object, revision));
}

/** What shows that a revision is wanted: the Deployment's controller scaled it up, a pod of it was made. */
function signsOf(revision: Revision, read: Read): Sign[] {
  const ups = read.events.known
    ? eventsOf(read.events.value, 'ScalingReplicaSet').filter(
        ({ object: e }) => mentions(e, revision.name) && /\bup\b/.test(e.message ?? ''),
      )
    : [];
  const scaled = ups.flatMap((seen) =>
    [firstTime(seen.object), eventTime(seen.object)].flatMap((at) => (at ? [{ at, sources: citeEvent(seen) }] : [])),
  );
  const made = podsOf(revision, read).flatMap(({ path, object }) => {
    const at = object.metadata?.creationTimestamp;
    return at ? [{ at, sources: cite(path, object, 'metadata.creationTimestamp') }] : [];
  });
  return [...scaled, ...made];
}

/** When the controller was done with the newest revision: what it made or scaled up after that began no rollout. */
function doneAt({ owners }: Pick<Read, 'owners'>): Sign | null {
  const owner = owners.known ? owners.value.workload : null;
  if (!owner?.object) return null;
  const { state, endedAt: at, fields } = controllerState(owner);
  return state === 'done' && at !== null ? { at, sources: cite(owner.path, owner.object, ...fields) } : null;
}

/**
 * The wanting that a rollback began: of a revision that is older than one with a lower number. The first sign of it after that other
 * one's birth tells when, or at the latest the moment at which its controller was done: a pod that replaces an evicted one days later
 * is made of the same revision. Null where nothing tells.
 */
function wantedAgain(revision: Revision, after: number, done: Sign | null, read: Read): Wanting | null {
  const end = done && time(done.at) > after ? done : null;
  const signs = [...signsOf(revision, read), ...(end ? [end] : [])].filter(({ at }) => time(at) > after);
  const first = signs.toSorted((a, b) => time(a.at) - time(b.at))[0];
  return first ? { revision, number: revision.number, since: first.at, sources: first.sources } : null;
}

/** In order of time. Null when the newest revision's cannot be told: then nobody knows which one was wanted when. */
export function wantingsOf({ revisions }: Rollout, read: Read): Wanting[] | null {
  const list: Wanting[] = [];
  const done = doneAt(read);
  for (const [index, revision] of revisions.entries()) {
    const after = Math.max(0, ...revisions.slice(0, index).map(born));
    const isBack = born(revision) < after;
    const { createdAt: since, sources } = revision;
    list.push({ revision, number: isBack ? null : revision.number, since, sources });
    const isNewest = index === revisions.length - 1;
    const again = isBack ? wantedAgain(revision, after, isNewest ? done : null, read) : null;
    if (again) list.push(again);
    else if (isBack && isNewest) return null;
  }
  return list.toSorted((a, b) => time(a.since) - time(b.since));
}
