/** How a batch of due rows is worked on: alerts side by side, and ends that follow each other in one go. In their order, whatever it is. */
import type { End } from '../store/ends.ts';
import type { Claimed } from '../store/inbox.ts';

export type Due = Claimed | End;

export const isEnd = (row: Due): row is End => row.alert === null;

/** Cuts a batch so that each part holds so many alerts at most; ends cost next to nothing, and go with the alerts that they follow. */
export function parts(rows: Due[], mostAlerts: number): Due[][] {
  let alerts = 0;
  return [...Map.groupBy(rows, (row) => Math.floor((isEnd(row) ? alerts : alerts++) / mostAlerts)).values()];
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
