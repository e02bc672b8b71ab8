/** What the page is given to show. */
import type { Incident, Message } from '../types.ts';

/** What became of an incident's message. */
export type DeliveryView = { state: 'waiting' | 'posted' | 'dead'; error: string | null };
export type IncidentView = { incident: Incident; message: Message; thread: Message[]; delivery: DeliveryView };

/** Times are RFC 3339. */
export type PageView = {
  incidents: IncidentView[];
  /** Messages that Slack refuses for good. */
  deadLetters: { title: string; error: string; at: string }[];
  /** Alerts that came in and could not be understood. */
  rejected: { at: string; reason: string }[];
  /** Names of the configured clusters. */
  clusters: string[];
  /** The channel, or `page` when messages stay here. */
  slack: string;
  now: string;
};
