/** The policy of a lastword.yaml that says nothing of suppression; tests change what they are about. */
import { parseSettings, policyOf } from '../../src/config/config.ts';
import type { Calm } from '../../src/desk/ports.ts';
import type { Policy } from '../../src/types.ts';

/** The policy of what a lastword.yaml says beside its cluster. */
export const policyThatSays = (settings: object): Policy =>
  policyOf(parseSettings(JSON.stringify({ clusters: [{ name: 'lab' }], ...settings })));

export const defaultPolicy = policyThatSays({});

const minute = 60_000;

/** What a lastword.yaml that says nothing of incidents and storms comes to; a test in settle.workers.test.ts holds it to that. */
export const defaultCalm: Calm = {
  reopenMs: 15 * minute,
  joinMs: 30 * minute,
  silentMs: 24 * 60 * minute,
  stormThreshold: 10,
  stormWindowMs: minute,
};

/** What settings say so that everything is told, what was expected too: for tests of how it is told. */
export const tellEverything = { never: [{ name: 'everything', matchers: 'namespace=~".*"' }] };
export const everythingIsTold = policyThatSays(tellEverything);
