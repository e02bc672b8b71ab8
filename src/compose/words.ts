/** The words, signs and colours of a verdict, and how an end is said in a few words. */
import { exitInWords } from '../facts/exit-codes.ts';
import { stillFired } from '../facts/still-fires.ts';
import { isPastOf } from '../facts/stop-keys.ts';
import { inWords, secondsBetween } from '../facts/time.ts';
import { plural } from '../facts/words.ts';
import type { Ending, EvidenceKind, Incident } from '../types.ts';

export type Look = { emoji: string; word: string; color: string };

export const grey = '#8d949e';
export const looks = {
  expected: { emoji: '🟢', word: 'Expected', color: '#2eb67d' },
  investigate: { emoji: '🔴', word: 'Investigate', color: '#e01e5a' },
  undetermined: { emoji: '⚪', word: 'Undetermined', color: grey },
} satisfies Record<Incident['verdict'], Look>;

/** A cause that is known by what it was not: somebody must look where Kubernetes can not. */
const unknownSender: Look = { emoji: '🟠', word: 'Investigate', color: '#f2a33a' };

/** Expected, and hidden for that; but something in it is not over, or somebody wants to know. Never green. */
const lookAgain: Look = { emoji: '🟠', word: 'Look again', color: unknownSender.color };

/** Sign, word and colour of an incident. One that came back says so; a resolved one keeps its story; what was expected stays green, the rest is grey. */
export function lookOf({ verdict, diagnosis, resolvedAt, reopened, raised }: Incident): Look {
  const isUnknown = verdict === 'investigate' && (diagnosis.cause?.startsWith('unknown-') ?? false);
  const isAgain = verdict === 'expected' && raised !== undefined;
  const look = isUnknown ? unknownSender : isAgain ? lookAgain : looks[verdict];
  if (resolvedAt === null) return reopened > 0 && !isAgain ? { ...look, word: `${look.word} again` } : look;
  return {
    emoji: '✅',
    word: `Resolved · ${look.word}`,
    color: verdict === 'expected' && !isAgain ? look.color : grey,
  };
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

/** A sentence without the name that stands before it. */
export const withoutName = (text: string, name: string): string =>
  [`${name}: `, `${name} `].reduce((rest, lead) => (rest.startsWith(lead) ? rest.slice(lead.length) : rest), text);

/** Why it is told after all; of one that is over, or was, in the past. */
export const whyRaised = ({ why }: { why: string }, { resolvedAt, reopened }: Incident): string =>
  resolvedAt === null && reopened === 0 ? why : stillFired(why);

/** What an incident says first: its story. One that is told late says why now; of one that was expected, that is the news. */
export function summaryOf(incident: Incident): string {
  const { raised, title, verdict, diagnosis } = incident;
  const story = storyOf(incident);
  if (raised === undefined) return story;
  const why = whyRaised(raised, incident);
  if (!isPastOf(raised, diagnosis))
    return verdict === 'expected' ? `${story} Another of its stops was hidden before, told now: ${why}.` : story;
  if (verdict !== 'expected') return `${story} Told now, hidden before: ${why}.`;
  return `${title}: ${why}. Hidden before, as expected: ${withoutName(story, title)}`;
}

/** Its diagnosis' own sentence, or that of a node which struck several workloads. */
function storyOf({ diagnosis, podCount, workloadCount }: Incident): string {
  const { scope, shared, summary } = diagnosis;
  if (scope !== 'node' || shared === null || workloadCount < 2) return summary;
  return `${plural(podCount, 'pod')} of ${plural(workloadCount, 'workload')} ${shared.clause}. One of them: ${summary}`;
}

/** `1 pod`, `3 pods`. */
export { plural };
