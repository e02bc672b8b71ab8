/** What was kept quiet, as lists: where, by which rule and why, and what was told after all. Lines are markup. */
import { stillFired } from '../facts/still-fires.ts';
import { millis } from '../facts/time.ts';
import type { HiddenStop } from '../types.ts';
import { code, prose } from './escape.ts';
import { atMost } from './headline.ts';
import { befell, bySize, endingsOf, sum } from './stops.ts';
import { grey, type Look, looks, plural } from './words.ts';

export const keptQuiet: Look = { emoji: '⚪', word: 'Kept quiet', color: grey };

/** Green is for what was expected and is over; a rule that hides more does not make it so. */
export const lookOfHidden = (hidden: HiddenStop[]): Look =>
  hidden.every(({ verdict, raised }) => verdict === 'expected' && raised === null) ? looks.expected : keptQuiet;

/** `shop/web` of `Deployment/web`. */
const nameIn = ({ namespace, workload }: HiddenStop): string =>
  [namespace, workload?.split('/').at(-1)].filter(Boolean).join('/');

/** The names of their pods, as markup; empty where none is known. */
export const podNames = (hidden: HiddenStop[]): string => {
  const names = [...new Set(hidden.flatMap(({ pod }) => pod ?? []))];
  return atMost(8, names.map(code), 'pod').join(', ');
};

/** A line for each workload, those with most stops first. The only one, and those of few pods, name their pods. */
export function workloadLines(hidden: HiddenStop[]): string[] {
  const groups = bySize(Map.groupBy(hidden, ({ namespace, workload }) => `${namespace}/${workload}`));
  const lines = groups.flatMap(([, stops]) => {
    const [first] = stops;
    if (!first) return [];
    const name = first.workload === null ? 'alerts that name no workload' : code(nameIn(first));
    const pods = groups.length === 1 || stops.length < 4 ? podNames(stops) : '';
    return [`${name}: ${prose(`${befell(stops)}, ${endingsOf(stops)}`, 300)}${pods === '' ? '' : `: ${pods}`}`];
  });
  return atMost(15, lines, 'workload');
}

/** Why they were hidden: a line for each rule. */
export function ruleLines(hidden: HiddenStop[]): string[] {
  return bySize(Map.groupBy(hidden, ({ rule }) => rule)).map(([rule, stops]) => {
    const reasons = [...new Set(stops.map(({ reason }) => reason))].map((reason) => prose(reason, 300));
    return `rule ${code(rule)}, ${plural(stops.length, 'stop')}: ${atMost(2, reasons, 'reason').join('; ')}`;
  });
}

/** What was not left at that: a line for each reason to tell a stop after all, and one for alerts that fire still. Their ends edit nothing. */
export function raisedLines(hidden: HiddenStop[]): string[] {
  const raised = hidden.filter((stop) => stop.raised !== null);
  const firing = hidden.filter((stop) => stop.raised === null && stop.firing).length;
  const lines = bySize(Map.groupBy(raised, (stop) => stop.raised ?? '')).map(
    ([why, stops]) => `${plural(stops.length, 'stop')} told after all: ${prose(stillFired(why), 300)}`,
  );
  return [
    ...lines,
    ...(firing > 0 ? [`alerts of ${plural(firing, 'stop')} had not resolved when this was written`] : []),
  ];
}

/** `, 2 of them told after all`: a first line that counts what is hidden says what is not any more. */
export function toldAfterAll(hidden: HiddenStop[]): string {
  const raised = hidden.filter((stop) => stop.raised !== null).length;
  if (raised === 0) return '';
  return raised === hidden.length ? ', told after all' : `, ${raised} of them told after all`;
}

/** `5 alerts, first …, last …`: how many alerts told of them. */
export const alertsOf = (hidden: HiddenStop[]): string => plural(sum(hidden.map(({ alerts }) => alerts)), 'alert');

/** `02:00–02:40 UTC`: from the first to the last of these times; empty when none can be read. */
export function span(times: string[]): string {
  const all = times.flatMap((time) => millis(time) ?? []).toSorted((a, b) => a - b);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return '';
  const [from, to] = [first, last].map((at) => new Date(at).toISOString().slice(11, 16));
  return from === to ? `${from} UTC` : `${from}–${to} UTC`;
}
