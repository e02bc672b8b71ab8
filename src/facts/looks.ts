/**
 * When to look again at a container that was told to stop and was not seen to end. All times are milliseconds of the cluster's clock.
 * The API server's watch cache promises little more than a minute of history, so a watch never begins further back than 45 s.
 */
import type { Earlier, Ending, Evidence, Pod, PodStory, Subject } from '../types.ts';
import { endOf, specOf } from './containers.ts';
import { anyRun } from './killings.ts';
import { stuckAfterSeconds } from './terminating.ts';
import { millis } from './time.ts';
import { toldToStop } from './told.ts';

/** Which pods one watch answers for: those of the pod's revision, else the pod alone. */
export type PodSelector = { labelSelector: string } | { fieldSelector: string };

/** A container whose end is still to be seen. `deadline` is when its grace runs out (milliseconds), `toldAt` RFC 3339. */
export type Awaited = {
  namespace: string;
  pod: string;
  uid: string;
  container: string;
  deadline: number;
  toldAt: string;
  earlier: Earlier;
  selector: PodSelector;
  /** Where a watch can begin; null: only the pod's events know. */
  resourceVersion: string | null;
};

/** Labels that the controllers give to all pods of one revision or run: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const shared = ['pod-template-hash', 'controller-revision-hash', 'batch.kubernetes.io/job-name', 'job-name'];

export function selectorOf(pod: Pod | undefined, name: string): PodSelector {
  const label = shared.find((key) => pod?.metadata?.labels?.[key]);
  return label
    ? { labelSelector: `${label}=${pod?.metadata?.labels?.[label]}` }
    : { fieldSelector: `metadata.name=${name}` };
}

/** One container that is told to stop by nothing but SIGTERM: then an outlived grace means SIGKILL. */
function isLone(pod: Pod | undefined, container: string): boolean {
  const all = [...(pod?.spec?.containers ?? []), ...(pod?.spec?.initContainers ?? [])];
  return pod !== undefined && all.length === 1 && !specOf(pod, container)?.lifecycle?.preStop;
}

/** True when nothing more can come: the pod's DELETED change was read back, or nothing of it could be. */
function isOver({ pod, lastWords }: Evidence): boolean {
  if (!pod.known || pod.value.presence === 'present') return false;
  // The last object of a pod has a grace of 0: after it there is only DELETED, which shows the same.
  return !lastWords.known || pod.value.states.at(-1)?.metadata?.deletionGracePeriodSeconds === 0;
}

function earlierOf(story: PodStory, container: string): Earlier {
  if (story.earlier) return story.earlier;
  const told = story.states.findLast((p) => p.metadata?.deletionTimestamp && p.metadata.deletionGracePeriodSeconds);
  const { deletionTimestamp: at, deletionGracePeriodSeconds: graceSeconds } = told?.metadata ?? {};
  return {
    deletion: at && graceSeconds ? { at, graceSeconds } : null,
    lone: isLone(story.states.at(-1), container),
    sightings: [],
  };
}

/** The end that is worth another look; null when it was seen, when it never will be, or when nobody told the container to stop. */
export function awaitedEnd(evidence: Evidence, subject: Subject, ending: Ending): Awaited | null {
  const { namespace, pod, uid, container } = subject;
  if (!evidence.pod.known || ending.id !== 'unknown' || ending.field !== null || isOver(evidence)) return null;
  if (namespace === null || pod === null || uid === null || container === null) return null;
  const story = evidence.pod.value;
  const told = toldToStop(evidence, container, anyRun);
  const [toldAt, grace] = [told?.at ?? null, told?.graceSeconds ?? null];
  const toldMs = millis(toldAt);
  if (toldAt === null || toldMs === null || grace === null) return null;
  return {
    namespace,
    pod,
    uid,
    container,
    deadline: toldMs + grace * 1000,
    toldAt,
    earlier: earlierOf(story, container),
    selector: selectorOf(story.states.at(-1), pod),
    resourceVersion: story.presence === 'present' ? (story.resourceVersion ?? null) : null,
  };
}

/** True when these states of a pod show how the awaited container ended. */
export function showsEnd(states: Pod[], { container, toldAt }: Pick<Awaited, 'container' | 'toldAt'>): boolean {
  return endOf({ path: '', states, presence: 'present', successor: false }, container, toldAt) !== null;
}

/** How it is looked: a watch replays what happened meanwhile, a list shows the moment only. */
export type How = 'watch' | 'list';

/** A watch keeps a minute and a bit: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go */
export const freshMs = 45_000;
/** So long before the deadline a pod that is gone stopped in time, whatever the clocks (see sightings.ts). */
const beforeMs = 2_000;
/** The status of a container killed at the deadline shows within 1.2 s of it, and the pod is gone 0.2–0.8 s later. */
const afterMs = { watch: [1_500], list: [-400, 0, 400, 800, 1_200, 1_600] } as const;
/** Looks are not nearer to each other. */
const gapMs = 300;
const longestWaitMs = 30_000;

/**
 * When to look next; null: not any more. Before the deadline for what stopped in time, around it for what did not (lists have to see
 * a status while it stands, a watch finds it afterwards), then less and less often.
 */
export function nextLook(deadline: number, at: number, how: How): number | null {
  const before = deadline - beforeMs;
  if (at < before - gapMs) return how === 'watch' ? Math.min(before, at + freshMs) : before;
  const planned = afterMs[how].map((ms) => deadline + ms).find((time) => time > at + gapMs);
  if (planned !== undefined) return planned;
  const late = at - deadline;
  return late > stuckAfterSeconds * 1000 ? null : at + Math.min(longestWaitMs, Math.max(1_000, late));
}
