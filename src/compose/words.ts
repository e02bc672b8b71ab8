/** The words, signs and colours of a verdict, and how an end is said in a few words. */
import { exitInWords } from '../facts/exit-codes.ts';
import { inWords, secondsBetween } from '../facts/time.ts';
import { plural } from '../facts/words.ts';
import type { Ending, EvidenceKind, Incident } from '../types.ts';

export type Look = { emoji: string; word: string; color: string };

const grey = '#8d949e';
export const looks = {
  expected: { emoji: '🟢', word: 'Expected', color: '#2eb67d' },
  investigate: { emoji: '🔴', word: 'Investigate', color: '#e01e5a' },
  undetermined: { emoji: '⚪', word: 'Undetermined', color: grey },
} satisfies Record<Incident['verdict'], Look>;

/** A cause that is known by what it was not: somebody must look where Kubernetes can not. */
const unknownSender: Look = { emoji: '🟠', word: 'Investigate', color: '#f2a33a' };

/** Sign, word and colour of an incident. One that came back says so; a resolved one keeps its story; what was expected stays green, the rest is grey. */
export function lookOf({ verdict, diagnosis, resolvedAt, reopened }: Incident): Look {
  const isUnknown = verdict === 'investigate' && (diagnosis.cause?.startsWith('unknown-') ?? false);
  const look = isUnknown ? unknownSender : looks[verdict];
  if (resolvedAt === null) return reopened > 0 ? { ...look, word: `${look.word} again` } : look;
  return { emoji: '✅', word: `Resolved · ${look.word}`, color: verdict === 'expected' ? look.color : grey };
}

/** `exit 137, SIGKILL, reason Error, after 8 s of 8 s`: what was seen of the end, never what a code is said to mean. Null when nothing was. */
export function endInWords(ending: Ending): string | null {
  const { exitCode, reason, tookSeconds, graceSeconds } = ending;
  const took = tookSeconds === null ? null : `after ${inWords(tookSeconds)}`;
  const parts = [
    exitCode === null ? null : exitInWords(exitCode),
    reason === null ? null : `reason ${reason}`,
    took === null ? null : graceSeconds === null ? took : `${took} of ${inWords(graceSeconds)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : null;
}

/** How long an incident was open; null while it is. */
export function openFor({ openedAt, resolvedAt }: Incident): string | null {
  const seconds = secondsBetween(openedAt, resolvedAt);
  return seconds === null || seconds < 1 ? null : inWords(Math.round(seconds));
}

/** What could not be read, as a person would call it. */
export const evidenceInWords: Record<EvidenceKind, string> = {
  webhook: 'the alert',
  pod: 'the pod',
  lastWords: 'the last changes of the deleted pod',
  events: 'events',
  log: 'the log',
  rollout: 'the rollout history',
  node: 'the node',
  nodeEvents: 'events about the node',
  owners: 'the owners of the pod',
  siblings: 'the other pods of the workload',
  neighbours: 'the other pods of the node',
  services: 'the Services in front of the pod',
  metrics: 'its use of memory and CPU',
  usage: 'its use of memory and CPU before it stopped',
};

/** What an incident says first: its diagnosis' own sentence, or that of a node which struck several workloads. */
export function summaryOf({ diagnosis, podCount, workloadCount }: Incident): string {
  const { scope, shared, summary } = diagnosis;
  if (scope !== 'node' || shared === null || workloadCount < 2) return summary;
  return `${plural(podCount, 'pod')} of ${plural(workloadCount, 'workload')} ${shared.clause}. One of them: ${summary}`;
}

/** `1 pod`, `3 pods`. */
export { plural };
