/** What the page is given to show. */
import type { Incident, Message } from '../types.ts';

/** What became of an incident's message. */
/** `storm`: it is told by the message of that storm. */
export type DeliveryView = { state: 'waiting' | 'posted' | 'dead'; error: string | null; storm: number | null };
export type IncidentView = {
  id: number;
  incident: Incident;
  message: Message;
  thread: Message[];
  delivery: DeliveryView;
};

/** A new lastword.yaml that was refused: when, why, and since when the one before is in force. Times are RFC 3339. */
export type SettingsView = { at: string; problems: string[]; since: string };

/** Times are RFC 3339. */
export type PageView = {
  incidents: IncidentView[];
  /** Messages that Slack refuses for good. */
  deadLetters: { delivery: string; title: string; error: string; at: string }[];
  /** Alerts that came in and could not be understood. */
  rejected: { at: string; reason: string }[];
  /** Names of the configured clusters. */
  clusters: string[];
  /** The channel, or `page` when messages stay here. */
  slack: string;
  /** Null when the newest settings are in force. */
  settings: SettingsView | null;
  now: string;
};
