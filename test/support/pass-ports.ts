import { unreadable } from '../../src/adapters/no-cluster.ts';
import type { DeskPorts } from '../../src/desk/ports.ts';
import { newSamples } from '../../src/pipeline.ts';
import { defaultCalm, everythingIsTold } from './policy.ts';
import { memoryStore } from './sqlite.ts';

const never = () => Promise.reject(new Error('nothing is posted here'));
const now = () => Promise.resolve();

/** The ports of a Desk's pass that posts nothing, on a store of its own; `given` are those that a test is about. */
export const passPorts = (given: Partial<DeskPorts>): DeskPorts => ({
  store: memoryStore(),
  cluster: () => unreadable('it is not there'),
  metrics: () => null,
  notifier: { post: never, update: never, find: never, check: never },
  bot: null,
  redact: (texts) => Promise.resolve(texts),
  turns: { next: now, between: now, heard: () => undefined },
  channel: 'page',
  gapMs: 0,
  memories: new Map(),
  samples: newSamples(),
  coming: { episodes: new Set(), alerts: 0 },
  places: new Map(),
  policy: everythingIsTold,
  calm: defaultCalm,
  keep: { alertsMs: Infinity, incidentsMs: Infinity, bytes: Infinity },
  now: () => Date.now(),
  log: () => undefined,
  ...given,
});
