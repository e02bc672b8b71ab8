import { type Answer, type Case, pass, settled } from './case.ts';

const rule = 'expected';

/** What was expected and belongs to no deployment (a drain, a scale-down, a finished job) is nobody's page: it is told once an hour. */
export const expected = ({ diagnosis: { verdict, cause } }: Case): Answer =>
  verdict === 'expected'
    ? settled({ action: 'digest', rule, reason: `expected (${cause ?? 'no cause'}), outside of any deployment window` })
    : pass({ rule, applies: false, why: `its verdict is ${verdict}` });
