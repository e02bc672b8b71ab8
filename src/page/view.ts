/** What the page is given to show, and how it comes together. */
import type { DeploymentWindow, HiddenStop, Incident, Message } from '../types.ts';

/** What became of an incident's message. `storm`: it is told by the message of that storm. */
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

/** What is wrong with the Slack token: what, what to do, and since when that is known (RFC 3339). */
export type TokenView = { what: string; todo: string; since: string };

/** A deployment window, how many stops were hidden in it, and how many were told. */
export type WindowPart = { window: DeploymentWindow; hidden: number; told: number };

/** A Desk's part of the page. Times are RFC 3339. */
export type DeskPart = {
  incidents: IncidentView[];
  /** Messages that Slack refuses for good. */
  deadLetters: { delivery: string; title: string; error: string; at: string }[];
  /** Alerts that came in and could not be understood. */
  rejected: { at: string; reason: string }[];
  /** The newest stops that were not told, and how many are kept in all. */
  hidden: HiddenStop[];
  hiddenCount: number;
  /** Deployment windows that are open, and those closed lately. */
  windows: WindowPart[];
  /** Null when nothing is known to be wrong with it. */
  token: TokenView | null;
};

/** With the Desk's cluster, by whose name its buttons find it. */
export type HiddenView = { cluster: string; stop: HiddenStop };
export type WindowView = { cluster: string; report: WindowPart };

/** All of the page. Times are RFC 3339. */
export type PageView = Pick<DeskPart, 'incidents' | 'deadLetters' | 'rejected' | 'hiddenCount'> & {
  hidden: HiddenView[];
  windows: WindowView[];
  /** Names of the configured clusters. */
  clusters: string[];
  /** The channel, or `page` when messages stay here. */
  slack: string;
  /** Null when the newest settings are in force. */
  settings: SettingsView | null;
  /** What is wrong with the Slack token; each Desk looks for itself. */
  tokens: TokenView[];
  now: string;
};

/** What several Desks found alike once, from when the first of them knew. */
const oneEach = (found: TokenView[]): TokenView[] =>
  [...Map.groupBy(found, ({ what }) => what).values()].flatMap((alike) =>
    alike.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since)).slice(0, 1),
  );

/** The Desks' parts as one page. */
export function joined(parts: { cluster: string; part: DeskPart }[]): Omit<PageView, 'slack' | 'settings' | 'now'> {
  return {
    incidents: parts.flatMap(({ part }) => part.incidents),
    deadLetters: parts.flatMap(({ part }) => part.deadLetters),
    rejected: parts.flatMap(({ part }) => part.rejected),
    hidden: parts.flatMap(({ cluster, part }) => part.hidden.map((stop) => ({ cluster, stop }))),
    hiddenCount: parts.reduce((sum, { part }) => sum + part.hiddenCount, 0),
    windows: parts.flatMap(({ cluster, part }) => part.windows.map((report) => ({ cluster, report }))),
    tokens: oneEach(parts.flatMap(({ part }) => part.token ?? [])),
    clusters: parts.map(({ cluster }) => cluster),
  };
}
