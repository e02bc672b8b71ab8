/** Decisions → incidents: one per workload and story, or per node where the node is the story. */
import { isWorse } from '../facts/verdicts.ts';
import { nameOf } from '../facts/words.ts';
import type { Decision, Diagnosis, Incident, Standing } from '../types.ts';
import { stopKey } from '../facts/stop-keys.ts';
import { keyAfter, tellingOf, workloadKey } from './keys.ts';

export { incidentKeys, stopOf } from './keys.ts';

/** How many stops, pods and workloads an incident lists; the oldest go first. */
const listed = 50;

export const appended = (list: string[], item: string | null): string[] =>
  item === null || item === '' || list.includes(item) ? list : [...list, item].slice(-listed);

/** Whom an incident is about, in its title. */
export const titleOf = ({ scope, subject }: Diagnosis): string =>
  scope === 'node' || (subject.workload === null && subject.pod === null && subject.node !== null)
    ? `node ${subject.node}`
    : nameOf(subject);

function opened(keys: string[], diagnosis: Diagnosis, standing: Standing, now: string): Incident {
  return {
    key: keys[0] ?? '',
    title: titleOf(diagnosis),
    verdict: diagnosis.verdict,
    diagnosis,
    pods: appended([], diagnosis.subject.pod),
    podCount: diagnosis.subject.pod === null ? 0 : 1,
    workloads: appended([], workloadKey(diagnosis)),
    workloadCount: workloadKey(diagnosis) === '' ? 0 : 1,
    stops: [stopKey(diagnosis)],
    told: [tellingOf(diagnosis)],
    alerts: 1,
    reopened: 0,
    openedAt: now,
    lastSeenAt: now,
    resolvedAt: standing.resolvedAt,
  };
}

/** Whether a diagnosis tells more than the one that is shown: a worse verdict, a cause where none was known, a log where none was read. */
function tellsMore(shown: Diagnosis, next: Diagnosis): boolean {
  if (shown.verdict !== next.verdict) return isWorse(next.verdict, shown.verdict);
  if ((shown.cause === null) !== (next.cause === null)) return next.cause !== null;
  return next.log !== null || shown.log === null;
}

/** True when a stop in an open incident is news: another cause, another bad end, another revision, or a worse verdict. */
export function isNews(open: Incident, diagnosis: Diagnosis): boolean {
  if (isWorse(diagnosis.verdict, open.verdict)) return true;
  return diagnosis.cause !== null && !open.told.includes(tellingOf(diagnosis));
}

/**
 * The incident after this alert: a new one, or the open one grown by it. The worst diagnosis stays the story that is told; among
 * equals the newest that tells as much does.
 * @param keys those of the incidents that it may join, its own first
 * @param now RFC 3339
 */
export function group(
  diagnosis: Diagnosis,
  decision: Decision,
  standing: Standing,
  keys: string[],
  now: string,
): Incident {
  const { open } = standing;
  if (!open) return opened(keys, diagnosis, standing, now);
  const back = open.resolvedAt !== null;
  const seen = { ...open, alerts: open.alerts + 1, lastSeenAt: now, resolvedAt: back ? standing.resolvedAt : null };
  if (decision.action === 'suppress') return seen;
  const worse = isWorse(diagnosis.verdict, open.verdict);
  return {
    ...seen,
    key: keyAfter(open.key, keys),
    title: open.diagnosis.cause === null ? titleOf(diagnosis) : open.title,
    verdict: worse ? diagnosis.verdict : open.verdict,
    diagnosis: tellsMore(open.diagnosis, diagnosis) ? diagnosis : open.diagnosis,
    pods: appended(open.pods, diagnosis.subject.pod),
    podCount: open.podCount + (standing.podKnown || diagnosis.subject.pod === null ? 0 : 1),
    workloads: appended(open.workloads, workloadKey(diagnosis)),
    workloadCount: open.workloadCount + (standing.workloadKnown || workloadKey(diagnosis) === '' ? 0 : 1),
    stops: appended(open.stops, stopKey(diagnosis)),
    told: appended(open.told, tellingOf(diagnosis)),
    reopened: open.reopened + (back ? 1 : 0),
  };
}
