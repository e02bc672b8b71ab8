/** The policy of a lastword.yaml that says nothing of suppression. */
import { parseSettings, policyOf } from '../../src/config/config.ts';

export const plainPolicy = policyOf(parseSettings('clusters: [{ name: lab }]'));
