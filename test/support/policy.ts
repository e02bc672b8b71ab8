/** The policy of a lastword.yaml that says nothing of suppression; tests change what they are about. */
import { parseSettings, policyOf } from '../../src/config/config.ts';
import type { Policy } from '../../src/types.ts';

/** The policy of what a lastword.yaml says beside its cluster. */
export const policyThatSays = (settings: object): Policy =>
  policyOf(parseSettings(JSON.stringify({ clusters: [{ name: 'lab' }], ...settings })));

export const defaultPolicy = policyThatSays({});

/** What settings say so that everything is told, what was expected too: for tests of how it is told. */
export const tellEverything = { never: [{ name: 'everything', matchers: 'namespace=~".*"' }] };
export const everythingIsTold = policyThatSays(tellEverything);
