/** What is allowed in lastword.yaml and probably not meant, one file a kind of it. Not part of the worker. */
import { policyOf } from '../policy.ts';
import type { Settings } from '../schema.ts';
import type { Advice } from './asked.ts';
import { adviceOnHiding } from './hiding.ts';
import { adviceOnIncidents } from './incidents.ts';
import { adviceOnIntervals } from './intervals.ts';
import { adviceOnMatchers } from './matchers.ts';
import { adviceOnReach } from './reach.ts';
import { adviceOnWindows } from './windows.ts';

export type { Advice };

/** The rule or route that a path leads into: `rules/0`, `windows/rules/1`. */
const listOf = (path: Advice['path']): string =>
  path.slice(0, path.findIndex((step) => typeof step === 'number') + 1).join('/');

/**
 * @param settings as readSettings gives them
 * @param now milliseconds: years may be over
 */
export function adviceOn(settings: Settings, now: number): Advice[] {
  const asked = { settings, policy: policyOf(settings), now };
  const wrong = adviceOnMatchers(asked);
  // What a rule reaches is not to be told as long as its matchers are not what was meant.
  const wrongLists = new Set(wrong.map(({ path }) => listOf(path)));
  const rest = [adviceOnHiding, adviceOnIncidents, adviceOnIntervals, adviceOnWindows].flatMap((unit) => unit(asked));
  return [...wrong, ...adviceOnReach(asked).filter(({ path }) => !wrongLists.has(listOf(path))), ...rest];
}
