import type { Standing } from '../types.ts';

/** A reading apart from any history: nothing is open, nothing was told, nothing was announced. */
export const nothingBefore: Standing = {
  open: null,
  repeat: false,
  podKnown: false,
  workloadKnown: false,
  resolvedAt: null,
  windows: [],
  stopsLately: [],
};
