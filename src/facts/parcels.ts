/** What came in with a webhook, packed as it is kept until it is sorted into the inbox: few rows, for its sender waits for them. */
import type { Alert } from '../types.ts';
import { bodyOf, cut } from './alert-body.ts';
import { episodeOf } from './episodes.ts';

/** What of a webhook could not be parsed: `id` makes repeats one. */
export type Malformed = { id: string; reason: string; raw: string };

/** One row's worth. `body` is the JSON of its contents, `episodes` names the alerts in it. */
export type Parcel = { episodes: string[]; body: string };
export type Contents = { alerts: Alert[]; rejected: Malformed[] };

/** Sorted into the inbox in one piece of work, which those who wait for their answer wait for. */
export const mostAlerts = 25;
/** A row holds a large alert at most beside as many units as this: far below the 2 MB that Cloudflare allows. */
const mostText = 64 * 1024;

type Item = { of: 'alerts' | 'rejected'; text: string; episode?: string };

const contents = (items: Item[], of: Item['of']): string => {
  const texts = items.filter((item) => item.of === of).map(({ text }) => text);
  return `"${of}":[${texts.join()}]`;
};

const parcel = (items: Item[]): Parcel => ({
  episodes: items.flatMap(({ episode }) => episode ?? []),
  body: `{${contents(items, 'alerts')},${contents(items, 'rejected')}}`,
});

/** Alerts, and what could not be parsed, as few parcels. */
export function packed({ alerts, rejected }: Contents): Parcel[] {
  const items: Item[] = [
    ...alerts.map((alert): Item => ({ of: 'alerts', text: bodyOf(alert), episode: episodeOf(alert) })),
    ...rejected.map((one): Item => ({ of: 'rejected', text: JSON.stringify({ ...one, raw: cut(one.raw) }) })),
  ];
  const parcels: Parcel[] = [];
  for (let from = 0, to = 0, size = 0; from < items.length; from = to, size = 0) {
    while (to < items.length && to - from < mostAlerts && size < mostText) size += items[to++]?.text.length ?? 0;
    parcels.push(parcel(items.slice(from, to)));
  }
  return parcels;
}

const isAlert = ({ fingerprint, startsAt, status }: Partial<Alert>): boolean =>
  [fingerprint, startsAt, status].every((part) => typeof part === 'string');

/** What a parcel's body holds; null when it cannot be read. */
export function unpacked(body: string): Contents | null {
  try {
    const read = JSON.parse(body) as Contents;
    return read.alerts.every(isAlert) && Array.isArray(read.rejected) ? read : null;
  } catch {
    return null;
  }
}
