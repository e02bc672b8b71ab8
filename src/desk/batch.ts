/** How a batch of due rows is worked on: alerts side by side, and ends that follow each other in one go. In their order, whatever it is. */
import type { Claimed, InLine } from '../store/claims.ts';
import type { End } from '../store/ends.ts';

export type Due = Claimed | End;

export const isEnd = (row: Due): row is End => row.alert === null;

/** Of the work that an alert makes, an end makes so small a part. */
const endsOfAnAlert = 50;
/** So many ends are one piece of work, which those who wait for their answer wait for. */
const mostEnds = 100;

/** Cuts a line into parts: each as much work as so many alerts at most. */
export function parts(line: InLine[], mostAlerts: number): InLine[][] {
  let work = 0;
  const part = ({ ends }: InLine): number => {
    const before = work;
    work += ends ? 1 : endsOfAnAlert;
    return Math.floor(before / endsOfAnAlert / mostAlerts);
  };
  return [...Map.groupBy(line, part).values()];
}

/** Alerts by themselves, and each run of ends. */
export function runs(rows: Due[]): (Claimed | End[])[] {
  const all: (Claimed | End[])[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    if (!isEnd(row)) all.push(row);
    else if (Array.isArray(last) && last.length < mostEnds) last.push(row);
    else all.push([row]);
  }
  return all;
}
