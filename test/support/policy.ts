/** The policy of a lastword.yaml that says nothing of suppression; tests change what they are about. */
import { parseSettings, policyOf } from '../../src/config/config.ts';
import type { Policy } from '../../src/types.ts';

/** The policy of what a lastword.yaml says beside its cluster. */
export const policyThatSays = (text: string): Policy => policyOf(parseSettings(`clusters: [{ name: lab }]\n${text}`));

export const defaultPolicy = policyThatSays('');

/** Under this one everything is told, what was expected too: for tests of how it is told. */
export const everythingIsTold = policyThatSays(`never: [{ name: everything, matchers: 'namespace=~".*"' }]`);
