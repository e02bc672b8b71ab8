/** A reader of the storm's channel: of which workloads the story can be read, and since when. */
import type { StormWorkload } from './storm-world.ts';

export type Reader = {
  /** Told of a text that now stands in the channel. */
  sees: (text: string) => void;
  /** Seconds from the start until the last of the stories that were read stood there. */
  lastAfter: () => number;
};

/** The workload's name as a word, not as a part of its pods' names. */
const names = (text: string, { name }: StormWorkload): boolean => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);

/** One text that names the workload, the number of its revision as such, and the line of its log that says why. */
const tells = (text: string, workload: StormWorkload): boolean =>
  names(text, workload) &&
  text.includes(workload.telling) &&
  new RegExp(`\\brev(?:ision)?\\.? ?#?${workload.revision}\\b`, 'i').test(text);

export const named = (workloads: StormWorkload[], texts: string[]): number =>
  workloads.filter((workload) => texts.some((text) => names(text, workload))).length;
export const told = (workloads: StormWorkload[], texts: string[]): number =>
  workloads.filter((workload) => texts.some((text) => tells(text, workload))).length;

/** Reads along from now on. */
export function reader(workloads: StormWorkload[]): Reader {
  const began = performance.now();
  const unread = new Set(workloads);
  let last = Number.NaN;
  return {
    sees: (text) => {
      for (const workload of unread) {
        if (!tells(text, workload)) continue;
        unread.delete(workload);
        last = (performance.now() - began) / 1000;
      }
    },
    lastAfter: () => last,
  };
}
