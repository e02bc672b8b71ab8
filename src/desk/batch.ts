/** How a batch of due rows is worked on: alerts side by side, and ends that follow each other in one go. In their order, whatever it is. */
import type { End } from '../store/ends.ts';
import type { Claimed } from '../store/inbox.ts';

export type Due = Claimed | End;

export const isEnd = (row: Due): row is End => row.alert === null;

/** Of the work that an alert makes, an end makes so small a part. */
const endsOfAnAlert = 50;

/** Cuts a batch into parts: each as much work as so many alerts at most, between which others have their turn. */
export function parts(rows: Due[], mostAlerts: number): Due[][] {
  let work = 0;
  const part = (row: Due): number => {
    const before = work;
    work += isEnd(row) ? 1 : endsOfAnAlert;
    return Math.floor(before / endsOfAnAlert / mostAlerts);
  };
  return [...Map.groupBy(rows, part).values()];
}

/** Alerts by themselves, and each run of ends. */
export function runs(rows: Due[]): (Claimed | End[])[] {
  const all: (Claimed | End[])[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    if (!isEnd(row)) all.push(row);
    else if (Array.isArray(last)) last.push(row);
    else all.push([row]);
  }
  return all;
}
