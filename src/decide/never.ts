import { matches, matchersInWords } from '../facts/matchers.ts';
import type { Tried } from '../types.ts';
import { type Answer, type Case, pass, settled } from './case.ts';

/** The `never` rules of the settings: what matches one of them is told, whatever a rule or a window says. */
export function never({ policy, labels }: Case): Answer {
  const tried: Tried[] = [];
  for (const { name, matchers } of policy.never) {
    const words = matchersInWords(matchers);
    if (matches(matchers, labels)) {
      return settled({ action: 'route', rule: name, reason: `never hidden: it matches ${words}` }, tried);
    }
    tried.push({ rule: name, applies: false, why: `it does not match ${words}` });
  }
  return pass(...tried);
}
