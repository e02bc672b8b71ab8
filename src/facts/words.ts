/** Words that several summaries share. Plain, without markup: compose/ does the formatting. */
import type { Ending, Subject } from '../types.ts';
import { isOpen } from './how-ended.ts';
import { inWords } from './time.ts';

/** Longest summary: it must fit a locked phone. */
const summaryLimit = 200;

/** The workload's name, or the pod's where no workload is known. */
export function nameOf(subject: Subject): string {
  return subject.workload?.name ?? subject.pod ?? subject.namespace ?? 'an unnamed container';
}

/** `payments-api`, or `payments-api (container proxy)` in a pod of several containers. */
export function whoIs(subject: Subject): string {
  const several = (subject.containers ?? 1) > 1 && subject.container !== null;
  return several ? `${nameOf(subject)} (container ${subject.container})` : nameOf(subject);
}

/** `deployment/payments-api`, as kubectl takes it. */
export function kubectlTarget(subject: Subject): string {
  const { workload, pod } = subject;
  return workload ? `${workload.kind.toLowerCase()}/${workload.name}` : `pod/${pod ?? ''}`;
}

/** Cuts a sentence to the summary's limit at a word, and says so with an ellipsis. */
export function asSummary(text: string): string {
  if (text.length <= summaryLimit) return text;
  return `${text.slice(0, summaryLimit - 1).replace(/\s+\S*$/, '')}…`;
}

/** How it ended, as the second half of a summary. */
export function endingInWords(ending: Ending): string {
  const code = ending.exitCode === null ? '' : ` (exit ${ending.exitCode})`;
  const grace = ending.graceSeconds === null ? 'its grace' : `its ${ending.graceSeconds} s grace`;
  const took =
    ending.tookSeconds === null
      ? ''
      : ` after ${inWords(ending.tookSeconds)}${ending.graceSeconds === null ? '' : ` of ${ending.graceSeconds} s`}`;
  switch (ending.id) {
    case 'stopped-in-time':
      return `stopped in time${took}${code}`;
    case 'killed-after-grace':
      return `was still running when ${grace} ended and was killed${code}`;
    case 'oom-killed':
      return `was killed by the kernel for memory${code}`;
    case 'exited':
      return `ended by itself${code}`;
    case 'signalled':
      return `ended by a signal${code}`;
    case 'never-started':
      return `could not start${code}`;
    case 'unknown':
      if (isOpen(ending) && ending.toldAt !== null)
        return `ended in the moment it was told to stop, or just before${code}`;
      return ending.stuckSeconds === undefined
        ? 'was not seen to end'
        : `is still Terminating ${inWords(ending.stuckSeconds)} after its deadline`;
  }
}

export const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
