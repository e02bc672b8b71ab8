/** The policy of a lastword.yaml that says nothing of suppression; tests change what they are about. */
import { parseSettings, policyOf } from '../../src/config/config.ts';

export const defaultPolicy = policyOf(parseSettings('clusters: [{ name: lab }]'));
