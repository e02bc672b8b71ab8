/** A later look at a stop that an incident already tells of: the story changes, the counts do not. */
import type { Diagnosis, Incident } from '../types.ts';
import { isWorse } from '../facts/verdicts.ts';
import { appended, stopKey } from './group.ts';

const whose = ({ subject }: Diagnosis): string => `${subject.uid ?? subject.pod ?? ''}/${subject.container ?? ''}/`;

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

const isNews = (before: Diagnosis, after: Diagnosis): boolean =>
  before.verdict !== after.verdict || before.ending.id !== after.ending.id || before.summary !== after.summary;

/**
 * The incident after another look, and whether what it tells changed. As when an alert joins, the worst diagnosis is the one told;
 * an incident of this stop alone becomes better, too, when the look shows that it was.
 * @param now RFC 3339
 */
export function amend(told: Incident, diagnosis: Diagnosis, now: string): { incident: Incident; changed: boolean } {
  const own = whose(told.diagnosis) === whose(diagnosis);
  const next = own ? renewed(told.diagnosis, diagnosis) : diagnosis;
  const alone = told.stops.every((stop) => stop.startsWith(whose(diagnosis)));
  const stops = appended(told.stops, stopKey(diagnosis));
  // Among pods of the same verdict, one that was seen to end tells more than one that was not.
  const says = own || told.diagnosis.ending.id === 'unknown';
  const shown = alone || isWorse(next.verdict, told.verdict) || (next.verdict === told.verdict && says);
  if (!shown || !isNews(told.diagnosis, next)) return { incident: { ...told, stops }, changed: false };
  const first = told.revised?.from ?? told.verdict;
  const revised = next.verdict === told.verdict && !told.revised ? {} : { revised: { at: now, from: first } };
  return { incident: { ...told, ...revised, stops, verdict: next.verdict, diagnosis: next }, changed: true };
}
