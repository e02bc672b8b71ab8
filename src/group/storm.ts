/** Many incidents at once: which of them tell the same story, which tell most, and in which order people should read them. */
import { isWorse } from '../facts/verdicts.ts';
import type { Incident, Verdict } from '../types.ts';

/** Incidents with one story: what they share, or one incident alone. */
export type Story = { id: string; clause: string | null; verdict: Verdict; incidents: Incident[] };

const storyId = ({ key, diagnosis }: Incident): string => diagnosis.shared?.id ?? key;

const worst = (incidents: Incident[]): Verdict =>
  incidents.reduce<Verdict>((verdict, i) => (isWorse(i.verdict, verdict) ? i.verdict : verdict), 'expected');

const podsOf = (incidents: Incident[]): number => incidents.reduce((sum, i) => sum + i.podCount, 0);

/** The stories of a storm: the worst first, among equals the one of most pods, then the oldest. */
export function stormStories(incidents: Incident[]): Story[] {
  const groups = [...Map.groupBy(incidents, storyId)];
  const stories = groups.map(([id, of]) => ({
    id,
    clause: of.length > 1 ? (of[0]?.diagnosis.shared?.clause ?? null) : null,
    verdict: worst(of),
    incidents: of,
  }));
  return stories.toSorted((a, b) => {
    if (a.verdict !== b.verdict) return isWorse(a.verdict, b.verdict) ? -1 : 1;
    return podsOf(b.incidents) - podsOf(a.incidents);
  });
}

/**
 * Whether an incident deserves a message of its own in a storm: something to look into, with a story that none of those which have
 * one tells.
 */
export function isTelling(incident: Incident, own: Incident[]): boolean {
  if (incident.verdict !== 'investigate') return false;
  return !own.some((other) => storyId(other) === storyId(incident));
}
