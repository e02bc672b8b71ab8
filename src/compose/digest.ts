/** Expected stops of one workload, or of one node, over an hour → one calm message. */
import type { DigestReport, HiddenStop, Message, SlackBlock } from '../types.ts';
import { context } from './blocks.ts';
import { code, date, named } from './escape.ts';
import { messageOf, titled } from './headline.ts';
import { alertsOf, lookOfHidden, podNames, raisedLines, ruleLines, span, toldAfterAll, workloadLines } from './kept.ts';
import { befell, endingsOf } from './stops.ts';
import { plural } from './words.ts';

const workloadsIn = (hidden: HiddenStop[]): number =>
  new Set(hidden.map(({ namespace, workload }) => `${namespace}/${workload}`)).size;

/** Where the first line tells all of them, their pods are left to name. */
function list(hidden: HiddenStop[]): SlackBlock[] {
  if (workloadsIn(hidden) > 1) return titled('Kept quiet', workloadLines(hidden));
  const pods = podNames(hidden);
  return hidden.length < 2 || pods === '' ? [] : titled('Kept quiet', [pods]);
}

/** `node-7: 31 pods of 12 workloads drained, 02:00–02:40 UTC, all stopped in time, slowest 12 s of 30 s.` */
function headline({ title, from, to, hidden }: DigestReport): string {
  const workloads = workloadsIn(hidden);
  const of = workloads > 1 ? ` of ${plural(workloads, 'workload')}` : '';
  const when = span(hidden.map(({ at }) => at)) || span([from, to]);
  const what = [befell(hidden, of), when, endingsOf(hidden)].filter((part) => part !== '').join(', ');
  return `${title}: ${what}${toldAfterAll(hidden)}.`;
}

/** Where they were, in Kubernetes' words, as far as it is one place. */
function whom({ hidden }: DigestReport): string[] {
  const [first] = hidden;
  if (!first) return [];
  const shared = (what: 'cluster' | 'namespace' | 'workload' | 'node'): string[] =>
    hidden.every((stop) => stop[what] === first[what]) ? named(what, first[what]) : [];
  return [...shared('cluster'), ...shared('namespace'), ...shared('workload'), ...shared('node')];
}

/** The digest's message: the first line is enough; below it which workloads, by which rule and why. Always within Slack's limits. */
export function composeDigest(report: DigestReport): Message {
  const { from, to, hidden } = report;
  const [only, ...others] = hidden;
  const alone = only !== undefined && others.length === 0;
  const blocks: SlackBlock[] = [
    ...list(hidden),
    ...titled('Since then', raisedLines(hidden)),
    ...titled('Why', ruleLines(hidden)),
    context(
      ...whom(report),
      ...(alone && only.pod !== null ? [`pod ${code(only.pod)}`] : []),
      `${plural(hidden.length, 'stop')}, ${alertsOf(hidden)}`,
      `digest of ${date(from)} to ${date(to)}`,
    ),
  ];
  const line = alone && only.raised === null ? only.summary : headline(report);
  return messageOf(lookOfHidden(hidden), line, blocks);
}
