/** What every kind of advice is asked about, and what it answers. */
import type { Policy } from '../../decisions.ts';
import { type Matcher, parseMatchers } from '../../facts/matchers.ts';
import type { Problem } from '../problems.ts';
import type { Settings } from '../schema.ts';
import type { Path } from '../yaml.ts';

/** A file that can be read. `now`: milliseconds. */
export type Asked = { settings: Settings; policy: Policy; now: number };

/** Something that is allowed and probably not meant: what it is, and what to do about it. */
export type Advice = Problem & { todo: string };

/** A list of matchers where it stands, with the text that each comes from. */
export type MatcherList = { path: Path; matchers: Matcher[]; texts: { path: Path; matchers: Matcher[] }[] };

const read = (text: string): Matcher[] => {
  const parsed = parseMatchers(text);
  return parsed.ok ? parsed.matchers : [];
};

export function matcherList(texts: string[], ...of: Path): MatcherList {
  const path = [...of, 'matchers'];
  const each = texts.map((text, at) => ({ path: [...path, at], matchers: read(text) }));
  return { path, texts: each, matchers: each.flatMap(({ matchers }) => matchers) };
}

/** Every list of matchers in the file. */
export function allMatchers({ never, rules, windows, slack }: Settings): MatcherList[] {
  return [
    ...never.map(({ matchers }, at) => matcherList(matchers, 'never', at)),
    ...rules.map(({ matchers }, at) => matcherList(matchers, 'rules', at)),
    ...windows.rules.map(({ matchers }, at) => matcherList(matchers, 'windows', 'rules', at)),
    ...(slack?.routes ?? []).map(({ matchers }, at) => matcherList(matchers, 'slack', 'routes', at)),
  ];
}

/** Without those that hold for every alert. */
export const telling = (matchers: Matcher[]): Matcher[] =>
  matchers.filter(({ op, value }) => op !== '=~' || !['.*', '(.*)'].includes(value));

export const quoted = (name: string): string => JSON.stringify(name);
