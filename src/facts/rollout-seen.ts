/** The rollout that a workload was in when its container stopped, or was in last: what changed, since when, and how far it is. */
import type { Because, Ending, Evidence, Pod, Revision, Rollout, RolloutSeen, Seen, Source } from '../types.ts';
import { statusesOf } from './containers.ts';
import { controllerState } from './controller-state.ts';
import { cite } from './field.ts';
import { changeInWords, replacedBy } from './revisions.ts';
import { splitOf } from './split.ts';
import { millis } from './time.ts';
import { podsOf, type Wanting, wantingsOf } from './wantings.ts';

/** Times are whole seconds, rounded by several hands. */
const slackMs = 2000;

type Step = { from: Wanting | null; to: Wanting; next: Wanting | null };
type State = Pick<RolloutSeen, 'state' | 'endedAt'> & { sources: Source[] };

const ms = (at: string | null): number => millis(at) ?? 0;

/** What was wanted at a moment, and for a pod that was told to go in favour of a revision that shows only afterwards, that one since then. */
function stepAt(rollout: Rollout, evidence: Evidence, ending: Ending, moment: string): Step | null {
  const list = wantingsOf(rollout, evidence);
  const at = list?.findLastIndex(({ since }) => ms(since) <= ms(moment) + slackMs) ?? -1;
  const told = splitOf(evidence.pod) === 'pod-gone' ? ending.toldAt : null;
  const events = evidence.events.known ? evidence.events.value : [];
  const by = told ? replacedBy(rollout, events, told) : null;
  const own = rollout.revisions.find((r) => r.name === rollout.own);
  const seen = list?.[at];
  if (by && own && told && (!seen || seen.revision === own)) {
    const was = seen ?? { revision: own, since: own.createdAt, sources: own.sources };
    const then = list?.findLastIndex(({ revision }) => revision === by) ?? -1;
    const to = { revision: by, number: by.number, since: told, sources: list?.[then]?.sources ?? [] };
    return { from: { ...was, number: own.number }, to, next: then < 0 ? null : (list?.[then + 1] ?? null) };
  }
  return seen ? { from: list?.[at - 1] ?? null, to: seen, next: list?.[at + 1] ?? null } : null;
}

/** A restart shows in no other part of the template. */
function changeOf(from: Revision | null, to: Revision): string {
  if (!from) return 'what it replaced is no longer kept';
  const restarted = from.template === to.template && from.restartedAt !== to.restartedAt;
  return restarted ? 'restarted, the template is the same' : changeInWords(from, to);
}

/** The newest moment at which a pod of the revision became ready. One that has restarted may have been ready before: it tells nothing. */
function lastReady(pods: Seen<Pod>[]): State | null {
  const ready = pods.flatMap(({ path, object }) => {
    const condition = object.status?.conditions?.find((c) => c.type === 'Ready' && c.status === 'True');
    const endedAt = condition?.lastTransitionTime;
    const again = statusesOf(object).some(({ status }) => status.restartCount > 0);
    const sources = cite(path, object, 'status.conditions[type=Ready].lastTransitionTime');
    return endedAt && !again ? [{ state: 'done' as const, endedAt, sources }] : [];
  });
  return ready.toSorted((a, b) => ms(a.endedAt) - ms(b.endedAt)).at(-1) ?? null;
}

/** How far the controller is; a rollout after which another one came is over, at that moment at the latest. */
function stateOf({ to, next }: Step, evidence: Evidence): State {
  if (next) return { state: 'done', endedAt: next.since, sources: next.sources };
  const owner = evidence.owners.known ? evidence.owners.value.workload : null;
  if (!owner?.object) return { state: 'unknown', endedAt: null, sources: [] };
  const { state, endedAt, fields } = controllerState(owner);
  const sources = cite(owner.path, owner.object, ...fields);
  // What its controller says of an earlier rollout says nothing of this one.
  if (endedAt !== null && ms(endedAt) < ms(to.since)) return { state: 'running', endedAt: null, sources };
  const ready = state === 'done' && endedAt === null ? lastReady(podsOf(to.revision, evidence)) : null;
  return { state, endedAt: endedAt ?? ready?.endedAt ?? null, sources: [...sources, ...(ready?.sources ?? [])] };
}

const inWords = ({ state, endedAt }: State): string => {
  const when = endedAt === null ? '' : ` since ${endedAt}`;
  if (state === 'unknown') return 'its controller was not read';
  if (state === 'stuck') return `its controller gave up waiting${when && ` at ${endedAt}`}`;
  return state === 'done' ? `done${when}` : 'its controller is not done';
};

function lineOf(rollout: Rollout, seen: Omit<RolloutSeen, 'because'>, { from, to }: Step, state: State): Because {
  const step = seen.from === null ? `revision ${seen.to}` : `revision ${seen.from} → ${seen.to}`;
  return {
    text: `rollout of ${rollout.kind}: ${step} (${seen.change}), wanted since ${seen.startedAt}; ${inWords(state)}`,
    sources: [...(from?.revision.sources ?? []), ...to.revision.sources, ...to.sources, ...state.sources],
  };
}

/**
 * The rollout that the subject's workload was in around the stop, or in last; null for a workload without revisions, for its first one,
 * and when its history was not read or does not tell.
 * @param now RFC 3339; counts for a stop without a time of its own
 */
export function rolloutSeen(evidence: Evidence, ending: Ending, now: string): RolloutSeen | null {
  const rollout = evidence.rollout.known ? evidence.rollout.value : null;
  const step = rollout && stepAt(rollout, evidence, ending, ending.toldAt ?? ending.finishedAt ?? now);
  if (!rollout || !step) return null;
  const { from, to } = step;
  // A number that is not known, before a rollback that is over too, or the first revision of all.
  if (to.number === null || (!from && to.number <= 1)) return null;
  const { sources, ...state } = stateOf(step, evidence);
  const seen = {
    from: from?.number ?? null,
    to: to.number,
    change: changeOf(from?.revision ?? null, to.revision),
    startedAt: to.since,
    ...state,
  };
  return { ...seen, because: [lineOf(rollout, seen, step, { ...state, sources })] };
}
