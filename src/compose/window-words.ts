/** A deployment window in words: whose it is, what it changes, how it stands. */
import { inWords, secondsBetween } from '../facts/time.ts';
import type { DeploymentWindow } from '../types.ts';
import { code, date, link, named, prose } from './escape.ts';
import { atMost } from './headline.ts';
import { grey, type Look, looks } from './words.ts';

export const amber = '#f2a33a';
export const windowLooks: Record<DeploymentWindow['state'], Look> = {
  running: { emoji: '🚀', word: 'Deploying', color: '#1d9bd1' },
  finished: { ...looks.expected, word: 'Deployed' },
  aborted: { emoji: '⚪', word: 'Aborted', color: grey },
  expired: { emoji: '⚪', word: 'Expired', color: grey },
  stuck: { ...looks.investigate, word: 'Stuck' },
};

/** `payments-api`, `web, api and 2 more`, or its namespace where it is for all of that. */
export function nameOfWindow({ namespace, workloads }: DeploymentWindow): string {
  const names = workloads.map((workload) => workload.split('/').at(-1) ?? workload);
  if (names.length === 0) return `namespace ${namespace}`;
  if (names.length <= 3) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** `revision 41 → 42`; null where the cluster showed none. */
export function stepOf({ rollout }: DeploymentWindow): string | null {
  if (rollout === null) return null;
  return rollout.from === null ? `to revision ${rollout.to}` : `revision ${rollout.from} → ${rollout.to}`;
}

/** What was done with `n` stops that were nobody's plan. */
export const onTheirOwn = (n: number): string =>
  n === 1 ? 'told in a message of its own' : 'told in messages of their own';

/** How long it took, in words; null while it runs. */
export function lengthOf({ openedAt, endedAt }: DeploymentWindow): string | null {
  const seconds = secondsBetween(openedAt, endedAt);
  return seconds === null ? null : inWords(Math.round(seconds));
}

/** What is deployed where, and by whom: small print, as markup. */
export function whoseWindow(window: DeploymentWindow): string[] {
  const { cluster, namespace, workloads, version, actor, url, kind, id } = window;
  const address = link(url);
  return [
    ...named('cluster', cluster),
    `namespace ${code(namespace)}`,
    ...(workloads.length > 0 ? [atMost(10, workloads.map(code), 'workload').join(', ')] : []),
    ...named('version', version),
    ...named('by', actor),
    ...(address === null ? [] : [address]),
    kind === 'announced' ? `announced as ${code(id)}` : 'a rollout that the cluster shows',
  ];
}

/** Since when, how long, and until when a stop counts as inside: small print, as markup. */
export function timesOf(window: DeploymentWindow): string[] {
  const { openedAt, endedAt, closesAt, state } = window;
  const length = lengthOf(window);
  const ended = endedAt === null ? [] : [`${state} ${date(endedAt)}${length === null ? '' : `, after ${length}`}`];
  return [
    `started ${date(openedAt)}`,
    ...ended,
    `stops until ${date(closesAt)} ${endedAt === null ? 'at the latest ' : ''}count as its own`,
  ];
}

/** What changed, as lines of markup. */
export function changeLines(window: DeploymentWindow): string[] {
  const [step, change] = [stepOf(window), window.rollout?.change];
  return step === null ? [] : [prose(change ? `${step}: ${change}` : step, 400)];
}
