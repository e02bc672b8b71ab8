/** What was decided, for tests that care about little of it. */
import type { Decision } from '../../src/types.ts';

/** A new incident is told; `changes` replace fields. */
export const decision = (changes: Partial<Decision> = {}): Decision => ({
  action: 'notify',
  rule: 'investigate',
  reason: 'a new incident',
  because: [],
  channel: null,
  window: null,
  tried: [],
  ...changes,
});

/** Another alert about a stop that was told. */
export const repeated: Decision = decision({
  action: 'suppress',
  rule: 'repeat',
  reason: 'this stop was told already',
});
