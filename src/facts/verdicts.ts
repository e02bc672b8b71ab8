/** Which of two verdicts people must see. */
import type { Verdict } from '../types.ts';

const rank = { expected: 0, undetermined: 1, investigate: 2 } as const;

/** True when a verdict is worse than another: one bad stop among good ones is what counts. */
export const isWorse = (verdict: Verdict, than: Verdict): boolean => rank[verdict] > rank[than];
