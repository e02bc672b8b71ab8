/** Hidden stops in words: how many there were, what befell them, and how they ended. Plain text, for the first line and for lines of lists. */
import { qualityOf, shutdownOf, type Quality, type Timed } from '../facts/shutdowns.ts';
import type { EndingId, HiddenStop } from '../types.ts';
import { deedOf } from './cause-words.ts';
import { plural } from './words.ts';

export const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);

/** `29.5 s`: seconds stay seconds, so that they can be compared with a grace. */
export const seconds = (n: number): string => `${Number.isInteger(n) ? n : n.toFixed(1)} s`;

/** `12 s of 30 s`, or `12 s` where no grace is known. */
export const spent = ({ tookSeconds, graceSeconds }: Timed): string =>
  graceSeconds === null ? seconds(tookSeconds) : `${seconds(tookSeconds)} of ${seconds(graceSeconds)}`;

const podOf = ({ namespace, pod }: HiddenStop): string | null => pod && `${namespace}/${pod}`;
const podsIn = (hidden: HiddenStop[]): number => new Set(hidden.flatMap((stop) => podOf(stop) ?? [])).size;

/** Of pods where every stop names one, else of stops. */
const countOf = (hidden: HiddenStop[]): number =>
  hidden.some(({ pod }) => pod === null) ? hidden.length : podsIn(hidden);

/** `31 pods`, `31 pods (62 stops)`, or `2 stops` of alerts that name no pod. */
function howMany(hidden: HiddenStop[]): string {
  if (hidden.some(({ pod }) => pod === null)) return plural(hidden.length, 'stop');
  const pods = podsIn(hidden);
  return pods === hidden.length ? plural(pods, 'pod') : `${plural(pods, 'pod')} (${plural(hidden.length, 'stop')})`;
}

export const bySize = <K>(groups: Map<K, HiddenStop[]>): [K, HiddenStop[]][] =>
  [...groups].toSorted(([, a], [, b]) => b.length - a.length);

/** `31 pods of 12 workloads drained`, or `31 pods: 20 drained, 11 removed by a scale-down`. */
export function befell(hidden: HiddenStop[], of = ''): string {
  const [first, ...others] = bySize(Map.groupBy(hidden, ({ cause }) => deedOf(cause)));
  if (!first) return 'nothing';
  if (others.length === 0) return `${howMany(hidden)}${of} ${first[0]}`;
  const named = [first, ...others].slice(0, 3).map(([deed, stops]) => `${countOf(stops)} ${deed}`);
  const rest = sum([first, ...others].slice(3).map(([, stops]) => countOf(stops)));
  return `${howMany(hidden)}${of} (${[...named, ...(rest > 0 ? [`${rest} for other reasons`] : [])].join(', ')})`;
}

/** How `n` ended; `who` stands before it: a number, `all`, or nothing where there is only one. */
const ended: Record<EndingId, (who: string, n: number) => string> = {
  'stopped-in-time': (who) => `${who} stopped in time`,
  'killed-after-grace': (who, n) => `${who} had to be killed when ${n === 1 ? 'its' : 'their'} grace ended`,
  'oom-killed': (who, n) => `${who} ${n === 1 ? 'was' : 'were'} killed for memory`,
  exited: (who, n) => `${who} ended by ${n === 1 ? 'itself' : 'themselves'}`,
  signalled: (who) => `${who} ended by a signal`,
  'never-started': (who) => `${who} could not start`,
  unknown: (who) => (who === '' ? 'its end was not seen' : `the end of ${who} was not seen`),
};

/** How many, as the first of the words on their ends: `3 containers`. Nothing where they were counted before. */
type Noun = (n: number) => string;

/** `all 3 containers`, `both containers`, or the only one. */
function allOf(total: number, noun: Noun): string {
  const named = noun(total);
  if (total === 1) return named;
  return total === 2 ? `both ${named.replace(/^2 /, '')}`.trim() : `all ${named}`.trim();
}

/** `all stopped in time`, or `29 stopped in time, the end of 2 was not seen`. */
export function endings({ endings: counts, total }: Pick<Quality, 'total' | 'endings'>, noun: Noun = () => ''): string {
  const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
  const [only] = kinds;
  const named = noun(total);
  if (!only || kinds.length > 1) {
    const said = kinds.map(([ending, n]) => ended[ending](String(n), n)).join(', ');
    return named === '' ? said : `of ${named} ${said}`;
  }
  return ended[only[0]](allOf(total, noun), total).trim();
}

/** The slowest of so many, to follow their ends: `, slowest 12 s of 30 s`; empty where no time is known. */
export function slowestOf({ slowest, total }: Quality): string {
  if (!slowest) return '';
  return total === 1 ? ` after ${spent(slowest)}` : `, slowest ${spent(slowest)}`;
}

/** The exit code of those that ended by themselves, where it is one: ` (exit 1)`. */
function exitOf(hidden: HiddenStop[]): string {
  const [code, ...others] = new Set(hidden.map(({ exitCode }) => exitCode));
  const own = hidden.every(({ ending }) => ending === 'exited' || ending === 'signalled');
  return own && others.length === 0 && typeof code === 'number' ? ` (exit ${code})` : '';
}

/** Their ends and the slowest of them: `all stopped in time, slowest 12 s of 30 s`. */
export function endingsOf(hidden: HiddenStop[]): string {
  const quality = qualityOf(hidden.map(shutdownOf));
  return endings(quality) + exitOf(hidden) + slowestOf(quality);
}
