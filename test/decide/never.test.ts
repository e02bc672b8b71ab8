import { expect, it } from 'vitest';
import { never } from '../../src/decide/never.ts';
import { asked, matchers, policyWith } from '../support/cases.ts';

const policy = policyWith({
  never: [
    { name: 'the ledger', matchers: matchers('workload="StatefulSet/ledger"') },
    { name: 'our shop', matchers: matchers('namespace="shop", workload=~"Deployment/.*"') },
  ],
});

it('what matches a never rule is told, by the name of that rule, after those that do not match', () => {
  const { outcome, tried } = never(asked({ policy }));
  expect(outcome).toMatchObject({ action: 'route', rule: 'our shop' });
  expect(tried).toEqual([
    { rule: 'the ledger', applies: false, why: 'it does not match workload="StatefulSet/ledger"' },
    { rule: 'our shop', applies: true, why: 'never hidden: it matches namespace="shop",workload=~"Deployment/.*"' },
  ]);
});

it('what matches none of them is left to the rest', () => {
  expect(never(asked({ policy, labels: { namespace: 'other' } })).outcome).toBeNull();
});
