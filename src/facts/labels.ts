/** What matchers see of an alert: its own labels, and over them what lastword found out (docs/matchers.md). */
import type { Alert, Diagnosis } from '../types.ts';

/** What only lastword judges: a label of that name says nothing, however it came into the alert. */
const judged = ['cause', 'ending', 'verdict', 'exit_code', 'restarts'] as const;

const found = ({ subject, ...diagnosis }: Diagnosis): [name: string, value: string | number | null][] => [
  ['cluster', subject.cluster],
  ['namespace', subject.namespace],
  ['workload', subject.workload && `${subject.workload.kind}/${subject.workload.name}`],
  ['pod', subject.pod],
  ['container', subject.container],
  ['node', subject.node],
  ['cause', diagnosis.cause],
  ['ending', diagnosis.ending.id],
  ['verdict', diagnosis.verdict],
  ['exit_code', diagnosis.ending.exitCode],
  ['restarts', diagnosis.restarts?.count ?? null],
];

/** The labels of an explained alert; what is not known is left out. A record without a prototype: any name is just a label. */
export function labelsOf(diagnosis: Diagnosis, { labels }: Pick<Alert, 'labels'>): Record<string, string> {
  const own = Object.entries(labels).filter(([name]) => !judged.includes(name as (typeof judged)[number]));
  const seen = Object.create(null) as Record<string, string>;
  for (const [name, value] of [...own, ...found(diagnosis)])
    if (value !== null && value !== '') seen[name] = `${value}`;
  return seen;
}
