/** What the settings ask for when they ask for nothing; tests change what they are about. */
import { concerns } from '../../src/diagnose/concerns/index.ts';
import type { Policy } from '../../src/types.ts';

const minute = 60_000;
const hour = 60 * minute;

export const defaultPolicy: Policy = {
  never: [],
  rules: [],
  windows: {
    settleMs: 5 * minute,
    observed: true,
    longestMs: 2 * hour,
    hide: 'expected',
    announced: { ttlMs: 30 * minute, longestMs: 4 * hour },
    rules: [],
  },
  digestEveryMs: hour,
  routes: [],
  wishes: { channels: [], suppress: 'expected', settleMs: 5 * minute },
  verdicts: { grave: new Set(concerns.filter(({ grave }) => grave).map(({ id }) => id)), causes: new Map() },
};

/** A policy under which everything is told, what was expected too: for tests of how it is told. */
export const everythingIsTold: Policy = {
  ...defaultPolicy,
  rules: [
    {
      name: 'everything',
      matchers: [],
      action: 'route',
      only: 'all',
      window: null,
      active: null,
      threshold: null,
      channel: null,
    },
  ],
};
