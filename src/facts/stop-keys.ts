/** Which very stop a diagnosis tells of, and whose past it is that an incident knows: what was hidden first, or said otherwise, was one stop. */
import type { Diagnosis, Incident } from '../types.ts';

/** The very stop a diagnosis tells of: the pod, the container and when it ended (or was told to, or that it could not start). */
export function stopKey(diagnosis: Diagnosis): string {
  const { subject, ending } = diagnosis;
  return [
    subject.uid ?? subject.pod ?? '',
    subject.container ?? '',
    ending.finishedAt ?? ending.toldAt ?? ending.reason ?? '',
  ].join('/');
}

const containerOf = (stop: string): string => stop.slice(0, stop.lastIndexOf('/'));

/** Earlier versions did not write down whose it is: then it is that of the stop that is told. */
type Past = { stop?: string };

/** Whether something is known of the very stop that a diagnosis tells of. */
export const isPastOf = <P extends Past>(past: P | undefined, diagnosis: Diagnosis): past is P =>
  past !== undefined && (past.stop ?? stopKey(diagnosis)) === stopKey(diagnosis);

/** An incident as far as its past is that of the stop which a diagnosis tells of. */
export function withPastOf({ revised, raised, ...rest }: Incident, diagnosis: Diagnosis): Incident {
  return {
    ...rest,
    ...(isPastOf(revised, diagnosis) && { revised }),
    ...(isPastOf(raised, diagnosis) && { raised }),
  };
}

/**
 * The incident after a later look changed what it tells: what was said first is said of the stop that is told now, and one that was
 * hidden is known by its end, now that this was seen.
 */
export function withItsPast(before: Incident, after: Incident): Incident {
  const { revised, raised, diagnosis } = after;
  const stop = stopKey(diagnosis);
  const isSame = containerOf(stopKey(before.diagnosis)) === containerOf(stop);
  const first = isSame && isPastOf(before.revised, before.diagnosis) ? before.revised.from : before.verdict;
  const sawEnd = isSame && before.diagnosis.ending.id === 'unknown' && isPastOf(raised, before.diagnosis);
  return {
    ...after,
    ...(revised && { revised: { at: revised.at, from: first, stop } }),
    ...(raised && sawEnd && { raised: { ...raised, stop } }),
  };
}

/** When a stop was, as far as its key says it: RFC 3339, a reason, or nothing. */
export const timeOf = (stop: string): string => stop.slice(stop.lastIndexOf('/') + 1);
