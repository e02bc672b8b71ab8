/** What the past says, for tests that care about little of it. */
import type { Standing } from '../../src/types.ts';

export const standing = (parts: Partial<Standing> = {}): Standing => ({
  open: null,
  repeat: false,
  podKnown: false,
  workloadKnown: false,
  resolvedAt: null,
  windows: [],
  stopsLately: [],
  ...parts,
});
