/** What is said of an incident when something becomes of it: its message, its log, edits, and what is news in its thread. */
import { composeIncident, composeLog } from './compose/compose.ts';
import { withPastOf } from './facts/stop-keys.ts';
import { isWorse } from './facts/verdicts.ts';
import { isNews } from './group/group.ts';
import type { Decision, Diagnosis, Incident, Message, Standing } from './types.ts';

/**
 * What is to be said of an incident. The message itself, `parent` and `update`, is composed when it goes out, so that it tells how things
 * stand then; a reply is what was said at its moment. `broadcast` shows it in the channel, too. `readAtLast`: what could not be read can be
 * now, of many incidents at once perhaps.
 */
export type Saying =
  | { kind: 'parent' }
  | { kind: 'update' }
  | { kind: 'news'; message: Message; broadcast: boolean; readAtLast?: boolean }
  | { kind: 'log'; message: Message };
const logOf = (incident: Incident): Saying[] => {
  const message = composeLog(incident);
  return message ? [{ kind: 'log', message }] : [];
};

/** What is news in an open incident, told in its thread. An edit rings nobody's phone: what is worse is shown in the channel, too. */
export function newsOf(
  incident: Incident,
  diagnosis: Diagnosis,
  how: { broadcast: boolean; readAtLast?: boolean },
): Saying[] {
  const news = { ...withPastOf(incident, diagnosis), diagnosis, verdict: diagnosis.verdict };
  return [{ kind: 'news', message: composeIncident(news), ...how }, ...logOf(news)];
}

/**
 * Whether the nth return of an incident is said: the first is, for who read `Resolved` may have gone to bed. One that comes and goes every
 * minute is told the second, fourth, eighth time and so on; its message counts them all.
 */
const isNotable = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

/** Among what an incident has told: that stops of this deployment (or of none) in it were hidden first. */
export const tellsRaised = ({ window }: Decision): string => `raised/${window?.id ?? ''}`;

/** What is said of an incident after an alert: a message and its log, or an edit, and news when there is some. */
export function sayings(incident: Incident, diagnosis: Diagnosis, decision: Decision, { open }: Standing): Saying[] {
  if (!open) return [{ kind: 'parent' }, ...logOf(incident)];
  // A repeat that fires again after the end: nothing is news but that it is not over.
  if (decision.action === 'suppress')
    return open.resolvedAt !== null && incident.resolvedAt === null ? [{ kind: 'update' }] : [];
  const raisedNow = decision.rule === 'raised' && !open.told.includes(tellsRaised(decision));
  const back = open.resolvedAt !== null && incident.resolvedAt === null && isNotable(incident.reopened);
  const aloud = raisedNow || isWorse(diagnosis.verdict, open.verdict) || (back && incident.verdict !== 'expected');
  return [
    { kind: 'update' },
    ...(back || raisedNow || isNews(open, diagnosis) ? newsOf(incident, diagnosis, { broadcast: aloud }) : []),
  ];
}
