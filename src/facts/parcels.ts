/** What came in, packed as it is kept until it is sorted into the inbox: few rows, for its senders wait for them. */
import type { Alert } from '../types.ts';
import { asKept, bodyOf, cut } from './alert-body.ts';
import { episodeOf } from './episodes.ts';

/** What of a webhook could not be parsed: `id` makes repeats one. */
export type Malformed = { id: string; reason: string; raw: string };

/** One row's worth, or less. `body` is the JSON of its contents, `episodes` names the alerts in it. */
export type Parcel = { episodes: string[]; body: string };
export type Contents = { alerts: Alert[]; rejected: Malformed[] };

/** Sorted into the inbox in one piece of work, which those who wait for their answer wait for. */
export const mostAlerts = 25;
/** In UTF-16 units. A row holds a large alert by itself, and is far below the 2 MB that Cloudflare allows then too. */
const mostText = 64 * 1024;

const ofAlerts = (alerts: Alert[]): Parcel => {
  const [first, ...more] = alerts;
  const alone = first && more.length === 0;
  return {
    episodes: alerts.map(episodeOf),
    body: alone
      ? `{"alerts":[${bodyOf(first)}],"rejected":[]}`
      : JSON.stringify({ alerts: alerts.map(asKept), rejected: [] }),
  };
};

const ofRejected = (rejected: Malformed[]): Parcel => ({
  episodes: [],
  body: JSON.stringify({ alerts: [], rejected: rejected.map((one) => ({ ...one, raw: cut(one.raw) })) }),
});

/** In one parcel when it is not too large for that, else in halves. */
function halved<Item>(items: Item[], parcel: (some: Item[]) => Parcel): Parcel[] {
  const whole = parcel(items);
  if (items.length === 1 || whole.body.length <= mostText) return [whole];
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)].flatMap((some) => halved(some, parcel));
}

function inParcels<Item>(items: Item[], parcel: (some: Item[]) => Parcel): Parcel[] {
  const made: Parcel[] = [];
  for (let from = 0; from < items.length; from += mostAlerts)
    made.push(...halved(items.slice(from, from + mostAlerts), parcel));
  return made;
}

/** Alerts, and what could not be parsed, in as few parcels as fit. */
export const packed = ({ alerts, rejected }: Contents): Parcel[] => [
  ...inParcels(alerts, ofAlerts),
  ...inParcels(rejected, ofRejected),
];

const asOne = (parcels: Parcel[]): Parcel => ({
  episodes: parcels.flatMap(({ episodes }) => episodes),
  body: `[${parcels.map(({ body }) => body).join()}]`,
});

/** Parcels of several senders as rows: those that follow each other are one row as far as they fit. */
export function rowsOf(parcels: Parcel[]): Parcel[] {
  const rows: Parcel[][] = [];
  let [alerts, text] = [0, 0];
  for (const parcel of parcels) {
    const last = rows.at(-1);
    [alerts, text] = [alerts + parcel.episodes.length, text + parcel.body.length];
    // What could not be parsed is not counted among the alerts: there is one parcel of it in a row.
    if (last && alerts <= mostAlerts && text <= mostText && parcel.episodes.length > 0) last.push(parcel);
    else {
      rows.push([parcel]);
      [alerts, text] = [parcel.episodes.length, parcel.body.length];
    }
  }
  return rows.map((row) => (row.length === 1 && row[0] ? row[0] : asOne(row)));
}

const isAlert = ({ fingerprint, startsAt, status }: Partial<Alert>): boolean =>
  [fingerprint, startsAt, status].every((part) => typeof part === 'string');

const areContents = ({ alerts, rejected }: Contents): boolean => alerts.every(isAlert) && Array.isArray(rejected);

/** What a row's body holds; null when it cannot be read. */
export function unpacked(body: string): Contents | null {
  try {
    const read = JSON.parse(body) as Contents | Contents[];
    const all = Array.isArray(read) ? read : [read];
    if (!all.every(areContents)) return null;
    return { alerts: all.flatMap(({ alerts }) => alerts), rejected: all.flatMap(({ rejected }) => rejected) };
  } catch {
    return null;
  }
}
