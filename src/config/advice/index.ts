/** What is allowed in lastword.yaml and probably not meant, one file a kind of it. Not part of the worker. */
import { policyOf } from '../policy.ts';
import type { Settings } from '../schema.ts';
import type { Advice } from './asked.ts';
import { adviceOnHiding } from './hiding.ts';
import { adviceOnIntervals } from './intervals.ts';
import { adviceOnMatchers } from './matchers.ts';
import { adviceOnReach } from './reach.ts';
import { adviceOnWindows } from './windows.ts';

export type { Advice };

/**
 * @param settings as readSettings gives them
 * @param now milliseconds: years may be over
 */
export function adviceOn(settings: Settings, now: number): Advice[] {
  const asked = { settings, policy: policyOf(settings), now };
  const wrong = adviceOnMatchers(asked);
  // What a rule reaches is not to be told as long as its matchers are not what was meant.
  const sound = ({ path }: Advice): boolean =>
    !wrong.some((one) => `${one.path.slice(0, -2)}` === `${path.slice(0, -1)}`);
  const rest = [adviceOnHiding, adviceOnIntervals, adviceOnWindows].flatMap((unit) => unit(asked));
  return [...wrong, ...adviceOnReach(asked).filter(sound), ...rest];
}
