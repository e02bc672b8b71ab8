import { expect, it } from 'vitest';
import { wishForAll, wishForNone } from '../../src/decide/wishes.ts';
import type { Policy } from '../../src/types.ts';
import { asked, policyWith, window } from '../support/cases.ts';

const wishing = (suppress: string | null, most: Policy['wishes']['suppress'], inWindow = true) =>
  asked({
    diagnosis: { verdict: 'investigate', wishes: { channel: null, suppress, settle: null, because: [] } },
    policy: policyWith({ wishes: { channels: [], suppress: most, settleMs: 0 } }),
    window: inWindow ? window() : null,
  });

it('a workload that asks for no silence gets none, whatever the settings allow', () => {
  expect(wishForNone(wishing('none', 'none')).outcome).toMatchObject({
    action: 'route',
    rule: 'lastword.dev/suppress',
  });
  expect(wishForNone(wishing('expected', 'all')).outcome).toBeNull();
  expect(wishForNone(wishing(null, 'all')).outcome).toBeNull();
});

it('a workload that asks for all silence inside of its windows gets it where the settings allow so much', () => {
  expect(wishForAll(wishing('all', 'all')).outcome).toMatchObject({ action: 'suppress' });
  expect(wishForAll(wishing('all', 'expected')).outcome).toBeNull();
  expect(wishForAll(wishing('all', 'all', false)).outcome).toBeNull();
  expect(wishForAll(wishing('expected', 'all')).outcome).toBeNull();
});

it('a wish that is not granted says so', () => {
  expect(wishForAll(wishing('all', 'expected')).tried).toEqual([
    {
      rule: 'lastword.dev/suppress',
      applies: false,
      why: 'the settings let workloads ask for expected at most, not for all',
    },
  ]);
});
