/** A later look at a stop that an incident already tells of: the story changes, the counts do not. */
import type { Diagnosis, Ending, Incident } from '../types.ts';
import { stopKey, timeOf } from '../facts/stop-keys.ts';
import { millis } from '../facts/time.ts';
import { isWorse } from '../facts/verdicts.ts';
import { appended, titleOf } from './group.ts';
import { keyAfter, tellingOf, workloadKey } from './keys.ts';

const whose = ({ subject }: Diagnosis): string => `${subject.uid ?? subject.pod ?? ''}/${subject.container ?? ''}/`;

/** The same order to stop is told by an Event, by the pod and by its deadline, each in whole seconds. */
const slackMs = 2_000;

/** When the run that ended so was there, at the latest, milliseconds: one whose end was not seen was when it was told to stop. */
const ranBy = ({ startedAt, toldAt }: Ending): number => millis(startedAt) ?? (millis(toldAt) ?? -Infinity) - slackMs;

/** Whether a stop lies before the run that a diagnosis tells of: a container that stops again is another stop of it. */
const isEarlier = (stop: string, { ending }: Diagnosis): boolean => (millis(timeOf(stop)) ?? Infinity) < ranBy(ending);

/** Whether a stop is the one that a diagnosis tells of, or may be. */
const isOf = (stop: string, diagnosis: Diagnosis): boolean =>
  stop.startsWith(whose(diagnosis)) && !isEarlier(stop, diagnosis);

/**
 * The diagnosis after another look at the same stop. What the first look read and this one cannot (the log of a pod that is gone, say)
 * is kept; where not even the cause can be told again, only the verdict and what could not be read are news.
 */
function renewed(before: Diagnosis, after: Diagnosis): Diagnosis {
  if (after.cause === null && before.cause !== null) {
    const verdict = isWorse(after.verdict, before.verdict) ? after.verdict : before.verdict;
    return { ...before, verdict, unchecked: after.unchecked };
  }
  if (after.log !== null || before.log === null) return after;
  return { ...after, log: before.log, unchecked: after.unchecked.filter((missing) => missing.evidence !== 'log') };
}

const differs = (before: Diagnosis, after: Diagnosis): boolean =>
  before.verdict !== after.verdict || before.ending.id !== after.ending.id || before.summary !== after.summary;

/** Whether an incident tells of this stop alone. One of which nothing could be read knows no container and no UID yet, a workload's no pod. */
function isAlone({ stops, podCount, diagnosis: before }: Incident, diagnosis: Diagnosis): boolean {
  if (stops.every((stop) => isOf(stop, diagnosis))) return true;
  if (stops.some((stop) => isEarlier(stop, diagnosis))) return false;
  const { pod } = diagnosis.subject;
  return before.cause === null && podCount <= 1 && (before.subject.pod ?? pod) === pod;
}

/** Whom an incident of one stop is about, once that is known. */
const whom = (diagnosis: Diagnosis): Pick<Incident, 'pods' | 'podCount' | 'workloads' | 'workloadCount'> => {
  const pods = appended([], diagnosis.subject.pod);
  return { pods, podCount: pods.length, workloads: appended([], workloadKey(diagnosis)), workloadCount: 1 };
};

/**
 * The incident after another look, and whether what it tells changed. As when an alert joins, the worst diagnosis is the one told;
 * an incident of this stop alone becomes better, too, when the look shows that it was.
 * @param keys those of the incidents that the diagnosis may join, its own first
 * @param now RFC 3339
 */
export function amend(
  told: Incident,
  diagnosis: Diagnosis,
  keys: string[],
  now: string,
): { incident: Incident; changed: boolean } {
  const own = isOf(stopKey(told.diagnosis), diagnosis);
  const next = own ? renewed(told.diagnosis, diagnosis) : diagnosis;
  const alone = isAlone(told, diagnosis);
  const stops = appended(told.stops, stopKey(diagnosis));
  // Among pods of the same verdict, one that was seen to end tells more than one that was not.
  const says = own || told.diagnosis.ending.id === 'unknown';
  const shown = alone || isWorse(next.verdict, told.verdict) || (next.verdict === told.verdict && says);
  if (!shown || !differs(told.diagnosis, next)) return { incident: { ...told, stops }, changed: false };
  const first = told.revised?.from ?? told.verdict;
  const revised = next.verdict === told.verdict && !told.revised ? {} : { revised: { at: now, from: first } };
  const found = told.diagnosis.cause === null && next.cause !== null;
  const named = found ? { key: keyAfter(told.key, keys), title: titleOf(next) } : {};
  const seen = {
    stops,
    told: appended(told.told, tellingOf(next)),
    ...(found && alone && whom(next)),
  };
  return {
    incident: { ...told, ...named, ...revised, ...seen, verdict: next.verdict, diagnosis: next },
    changed: true,
  };
}
