/** What an expected stop can be, under the settings: nothing else is ever hidden by a rule that hides what is expected only. */
import type { VerdictPolicy } from '../decisions.ts';
import { causes } from '../diagnose/causes/index.ts';
import { expectedEndings } from '../facts/ids.ts';

export type Expectable = { causes: readonly string[]; endings: readonly string[] };

export function expectable(policy: VerdictPolicy): Expectable {
  const sided = causes.map(({ id, deliberate }) => ({
    id,
    side: policy.causes.get(id) ?? (deliberate ? 'expected' : 'investigate'),
  }));
  return { causes: sided.filter(({ side }) => side === 'expected').map(({ id }) => id), endings: expectedEndings };
}
