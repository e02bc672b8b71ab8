/** What can be said of matchers before any alert came: that none will ever match, or that one list says all that another says. */
import { accepts, type Matcher } from './matcher.ts';
import { matchersInWords } from './matchers.ts';

/** A regular expression that is a list of plain values, `shop|pay\.eu`. */
const plainAlternatives = /^(?:[^\\.+*?()[\]{}^$]|\\[\\.+*?()[\]{}^$/-])*$/;

/** The only values that a matcher leaves possible, or the only ones that it forbids; null where there is no such list. */
export function listed({ op, value }: Matcher): string[] | null {
  if (op === '=' || op === '!=') return [value];
  return plainAlternatives.test(value) ? value.split('|').map((one) => one.replaceAll(/\\([^])/g, '$1')) : null;
}

const isPositive = ({ op }: Matcher): boolean => op === '=' || op === '=~';
const about = (matchers: Matcher[], name: string): Matcher[] => matchers.filter((matcher) => matcher.name === name);
const allAccept = (matchers: Matcher[], value: string): boolean => matchers.every((m) => accepts(m, value));

/** Every value that a label may have under these matchers of it; null when they are not a known few. */
function possible(matchers: Matcher[]): string[] | null {
  const few = matchers.filter(isPositive).flatMap((matcher) => {
    const values = listed(matcher);
    return values === null ? [] : [values];
  });
  return few[0]?.filter((value) => allAccept(matchers, value)) ?? null;
}

/** Why no alert whatever can match, as a sentence; null when one may, as far as this can tell. */
export function canNeverMatch(matchers: Matcher[]): string | null {
  for (const name of new Set(matchers.map((matcher) => matcher.name))) {
    const own = about(matchers, name);
    if (possible(own)?.length === 0) return `${clash(own)} exclude each other: no value of ${name} fits.`;
  }
  return null;
}

/** The two of them that already exclude each other, or all. */
function clash(matchers: Matcher[]): string {
  const pairs = matchers.flatMap((one, at) => matchers.slice(at + 1).map((other) => [one, other]));
  const two = pairs.find((pair) => possible(pair)?.length === 0) ?? matchers;
  return two.map((matcher) => matchersInWords([matcher])).join(' and ');
}

/**
 * Whether whatever matches `b` matches `a` too. True is certain; false may only mean that this cannot tell, as with two different
 * regular expressions that are more than lists of values.
 */
export function covers(a: Matcher[], b: Matcher[]): boolean {
  return a.every((matcher) => follows(matcher, about(b, matcher.name)));
}

function follows(matcher: Matcher, given: Matcher[]): boolean {
  if (given.some(({ op, value }) => op === matcher.op && value === matcher.value)) return true;
  if (possible(given)?.every((value) => accepts(matcher, value))) return true;
  // What it forbids is forbidden already.
  const forbidden = isPositive(matcher) ? null : listed(matcher);
  return forbidden?.every((value) => !allAccept(given, value)) ?? false;
}
