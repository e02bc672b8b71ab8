/**
 * Whether, when and by what a container was told to stop, how long it was given, and how long it took.
 * Facts: `deletionTimestamp` is the deadline, asked at = deadline − `deletionGracePeriodSeconds`; in its last moment a pod shows a
 * grace of 0 with a moved time stamp, so that pair counts for nothing. A kubelet's own kills leave a `Killing` event.
 * A deletion is written by the API server's clock, kills and ends by the node's: only where the two agree are they compared.
 */
import type { Because, Ending, Evidence, KubeEvent, Pod, PodStory, Seen } from '../types.ts';
import { specOf, statusOf } from './containers.ts';
import { citeEvent } from './events.ts';
import { cite } from './field.ts';
import { killingEvents, killingIn, momentIn, momentsIn, type Run, toldAlone } from './killings.ts';
import { inWords, millis, secondsBetween, shift } from './time.ts';

export type Told = {
  at: string;
  /** The moment that its time is counted from: `at`, or what the node's own clock says where that is another. */
  from: string;
  graceSeconds: number | null;
  /** The pod's field that the grace was read from. */
  graceField: string | null;
  by: 'deletion' | 'event';
  killing: Seen<KubeEvent> | null;
  because: Because[];
};

/**
 * The object that shows the pod's deadline, as it was seen now or by an earlier look: the newest that still has a grace. A second delete
 * with a shorter grace keeps the time of the request; the last object of all has a grace of 0 and shows nothing.
 */
function deadlineOf({ states, earlier }: PodStory): Pick<Pod, 'metadata'> | null {
  const seen = earlier?.deletion;
  if (seen) return { metadata: { deletionTimestamp: seen.at, deletionGracePeriodSeconds: seen.graceSeconds } };
  return (
    states.findLast((p) => p.metadata?.deletionTimestamp && (p.metadata.deletionGracePeriodSeconds ?? 0) > 0) ?? null
  );
}

/** A kubelet says so within two seconds of the order (as recorded), and not before it: whole seconds allow for one. */
const soonSeconds = 2;

/** When the kubelet began to stop it, where its clock is not the API server's (or it heard late): its grace is counted from there. */
function otherClock(at: string, said: Seen<KubeEvent>[], run: Run): { from: string; because: Because } | null {
  // Tried again, a kill is said again: the first word is the one that began it.
  const first = said
    .flatMap((seen) => momentsIn(seen.object, run).map((from) => ({ killing: seen, from })))
    .toSorted((a, b) => (millis(a.from) ?? 0) - (millis(b.from) ?? 0))[0];
  const apart = first ? secondsBetween(at, first.from) : null;
  if (!first || apart === null || (apart >= -1 && apart <= soonSeconds)) return null;
  const { killing, from } = first;
  const which = apart < 0 ? 'before it was told: its clock is behind' : 'later: its clock is ahead, or it heard late';
  return {
    from,
    because: {
      text: `the node's kubelet began to stop it ${inWords(Math.abs(apart))} ${which}; what it took is counted from ${from} (event \`Killing\`: "${killing.object.message ?? ''}")`,
      sources: citeEvent(killing),
    },
  };
}

function toldByDeletion(
  story: PodStory,
  killing: Seen<KubeEvent> | null,
  said: Seen<KubeEvent>[],
  run: Run,
): Told | null {
  const pod = deadlineOf(story);
  const [deadline, grace] = [pod?.metadata?.deletionTimestamp, pod?.metadata?.deletionGracePeriodSeconds];
  if (!pod || !deadline || !grace) return null;
  const at = shift(deadline, -grace);
  const other = run.finishedAt === null ? null : otherClock(at, said, run);
  const told = {
    text: `the pod was told to stop at ${at} and given ${grace} s (\`deletionTimestamp\` ${deadline})`,
    sources: cite(story.path, pod, 'metadata.deletionTimestamp', 'metadata.deletionGracePeriodSeconds'),
  };
  return {
    at,
    from: other?.from ?? at,
    graceSeconds: grace,
    graceField: 'metadata.deletionGracePeriodSeconds',
    by: 'deletion',
    killing,
    because: other ? [told, other.because] : [told],
  };
}

/** A failed probe's own grace goes before the pod's; the probe is named in the event's message. */
function graceFor(
  pod: Pod | undefined,
  container: string | null,
  killing: KubeEvent,
): { seconds: number; field: string } | null {
  // An evicted pod was given less than its spec says, and nothing shows how much.
  if (!pod || pod.status?.reason || (pod.status?.phase === 'Succeeded' && pod.spec?.restartPolicy === 'Always'))
    return null;
  const spec = specOf(pod, container);
  const list = pod.spec?.containers?.some((c) => c.name === container) ? 'containers' : 'initContainers';
  for (const probe of ['livenessProbe', 'startupProbe'] as const) {
    const own = spec?.[probe]?.terminationGracePeriodSeconds;
    const failed = (killing.message ?? '').includes(probe === 'livenessProbe' ? 'liveness probe' : 'startup probe');
    if (failed && own)
      return { seconds: own, field: `spec.${list}[name=${container}].${probe}.terminationGracePeriodSeconds` };
  }
  return { seconds: pod.spec?.terminationGracePeriodSeconds ?? 30, field: 'spec.terminationGracePeriodSeconds' };
}

function toldByEvent(
  story: PodStory | null,
  killing: Seen<KubeEvent>,
  container: string | null,
  run: Run,
): Told | null {
  const at = momentIn(killing.object, run);
  if (at === null) return null;
  const pod = story?.states.at(-1);
  const grace = graceFor(pod, container, killing.object);
  const given = grace ? `, its grace was ${grace.seconds} s` : '';
  return {
    at,
    from: at,
    graceSeconds: grace?.seconds ?? null,
    graceField: grace?.field ?? null,
    by: 'event',
    killing,
    because: [
      {
        text: `told to stop at ${at} (event \`Killing\`: "${killing.object.message ?? ''}")${given}`,
        sources: [...citeEvent(killing), ...(grace && story ? cite(story.path, pod, grace.field) : [])],
      },
    ],
  };
}

/** An object that shows the pod's deadline shows the container in this very run: the order came before the end, whatever the clocks say. */
const ranWhenDeleted = ({ states }: PodStory, container: string | null, { startedAt }: Run): boolean =>
  startedAt !== null &&
  states.some(
    (pod) =>
      pod.metadata?.deletionTimestamp && statusOf(pod, container)?.status.state?.running?.startedAt === startedAt,
  );

/** When this run of a container was told to stop. Null: nobody told it, as far as was read. */
export function toldToStop(
  evidence: Pick<Evidence, 'events' | 'webhook' | 'pod'>,
  container: string | null,
  run: Run,
): Told | null {
  const story = evidence.pod.known ? evidence.pod.value : null;
  const said = killingEvents(evidence, container);
  const killing = killingIn(said, run);
  // Whose start was not seen may have begun after the kill of another run.
  const alone = run.startedAt !== null && toldAlone(killing);
  const deletion = story && !alone ? toldByDeletion(story, killing, said, run) : null;
  const endedBefore = deletion && (secondsBetween(deletion.at, run.finishedAt) ?? 0) < -1;
  const stopped = endedBefore && killing !== null && story && ranWhenDeleted(story, container, run);
  if (deletion && (!endedBefore || stopped)) return deletion;
  return killing ? toldByEvent(story, killing, container, run) : null;
}

/** Seconds beyond its grace in which a container can still end: the least that SIGTERM gets after a preStop hook that used it up. */
const leastSeconds = 2;

/**
 * Seconds that a run took to stop; null where it was not seen. Longer than its grace nothing runs on that was not killed: then the two
 * clocks differ, or the kubelet heard late, and nothing was said by the node's own clock.
 */
export function tookOf(told: Told, { finishedAt, exitCode }: Run): number | null {
  const since = secondsBetween(told.from, finishedAt);
  if (since === null) return null;
  const byTwoClocks = told.by === 'deletion' && told.killing === null;
  const impossible = byTwoClocks && exitCode !== 137 && since > (told.graceSeconds ?? Infinity) + leastSeconds;
  return impossible ? null : Math.max(0, since);
}

/** When it was told by the clock of its node, by which its log and its kubelet's events are written. */
export const toldOnNode = ({ toldAt, finishedAt, tookSeconds }: Ending): string | null =>
  finishedAt !== null && tookSeconds !== null ? shift(finishedAt, -tookSeconds) : toldAt;
