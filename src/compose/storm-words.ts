/** What a storm's message and its details both say of an incident. Markup where it says so. */
import type { Incident } from '../types.ts';
import { named } from './escape.ts';
import { summaryOf, withoutName } from './words.ts';

/** `web`, or `shop/web`: a storm goes over namespaces. */
export const nameIn = ({ title, diagnosis: { subject, scope } }: Incident): string =>
  subject.namespace === null || scope === 'node' ? title : `${subject.namespace}/${title}`;

/** Two Desks may tell of their clusters in one channel: each message says whose it is. */
export const clustersIn = (incidents: Incident[]): string[] =>
  [...new Set(incidents.map(({ diagnosis }) => diagnosis.subject.cluster))].flatMap((name) => named('cluster', name));

/** Its summary, without the name that stands before it. */
export const tale = (incident: Incident): string => withoutName(summaryOf(incident), incident.title);
