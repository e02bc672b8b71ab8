/** What the past says, for tests that care about little of it. */
import { nothingBefore } from '../../src/facts/standing.ts';
import type { Standing } from '../../src/types.ts';

export const standing = (parts: Partial<Standing> = {}): Standing => ({ ...nothingBefore, ...parts });
