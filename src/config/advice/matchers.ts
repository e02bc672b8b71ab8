/** Matchers that can never match, one by one or together, and those that always do by mistake. */
import { accepts, type Matcher } from '../../facts/matcher.ts';
import { canNeverMatch, listed } from '../../facts/matchers-logic.ts';
import { matchersInWords } from '../../facts/matchers.ts';
import { nearest } from '../../facts/nearest.ts';
import { ownLabels, valuesOf, wrongValue, type WrongValue } from '../label-values.ts';
import type { Settings } from '../schema.ts';
import { type Advice, allMatchers, type Asked, type MatcherList } from './asked.ts';

/** `workload=~"pay.*"`: what begins with a small letter or a digit is no kind. Groups and escapes may begin with anything. */
const kindless = /^\^?[a-z0-9]/;

function wrongPattern({ name, value }: Matcher): WrongValue | null {
  const known = valuesOf(name);
  if (known?.some((one) => accepts({ name, op: '=~', value }, one)) === false)
    return { text: `no ${name} is like that`, todo: 'Regular expressions match the whole value.' };
  if (name === 'workload' && !value.includes('(') && value.split('|').some((one) => kindless.test(one)))
    return {
      text: 'a workload begins with its kind, such as Deployment/web',
      todo: `Write ${JSON.stringify(`[^/]+/${value}`)} for any kind.`,
    };
  return null;
}

function wrongCluster({ name, value }: Matcher, { clusters }: Settings): WrongValue | null {
  const known = clusters.flatMap((one) => [one.name, ...one.aliases]);
  if (name !== 'cluster' || value === '' || known.includes(value)) return null;
  const near = nearest(value, known);
  const todo = near === null ? `The file has ${known.join(', ')}.` : `Did you mean ${JSON.stringify(near)}?`;
  return { text: 'no cluster of this file has that name', todo };
}

function wrongIn(matcher: Matcher, settings: Settings): WrongValue | null {
  const values = listed(matcher);
  if (values === null) return wrongPattern(matcher);
  const wrong = values.map((value) => wrongValue(matcher.name, value) ?? wrongCluster({ ...matcher, value }, settings));
  return wrong.find((one) => one !== null) ?? null;
}

/** A label that is nearly one of ours is probably meant to be it: the alert may have it all the same. */
function misspelt({ name }: Matcher): string | null {
  if (ownLabels.includes(name)) return null;
  const plain = (label: string): string => label.toLowerCase().replaceAll(/[^a-z]/g, '');
  const same = ownLabels.find((own) => plain(own) === plain(name));
  return same ?? ownLabels.find((own) => own.length > 6 && nearest(name, [own]) !== null && isSlip(name, own)) ?? null;
}

/** One character more or less, at an end or in between. */
function isSlip(given: string, own: string): boolean {
  const [short, long] = given.length < own.length ? [given, own] : [own, given];
  if (long.length - short.length !== 1) return false;
  return Array.from(long, (_, at) => long.slice(0, at) + long.slice(at + 1)).includes(short);
}

function adviceOnMatcher(matcher: Matcher, path: Advice['path'], settings: Settings): Advice[] {
  const words = matchersInWords([matcher]);
  const meant = misspelt(matcher);
  if (meant !== null)
    return [
      { path, text: `${words} is about a label of the alert, not about ${meant}`, todo: `Did you mean ${meant}?` },
    ];
  const wrong = wrongIn(matcher, settings);
  if (wrong === null) return [];
  return [{ path, text: `${words} ${effectOf(matcher)}: ${wrong.text}`, todo: wrong.todo }];
}

function effectOf(matcher: Matcher): string {
  if (matcher.op === '!=' || matcher.op === '!~') return 'excludes what never is';
  return (listed(matcher)?.length ?? 1) > 1 ? 'has a value that never matches' : 'never matches';
}

function adviceOnList({ path, matchers, texts }: MatcherList, settings: Settings): Advice[] {
  const single = texts.flatMap((text) => text.matchers.flatMap((one) => adviceOnMatcher(one, text.path, settings)));
  const why = canNeverMatch(matchers);
  if (single.length > 0 || why === null) return single;
  return [{ path, text: `nothing ever matches: ${why.replace(/\.$/, '')}`, todo: 'Take one of them out.' }];
}

export const adviceOnMatchers = ({ settings }: Asked): Advice[] =>
  allMatchers(settings).flatMap((list) => adviceOnList(list, settings));
