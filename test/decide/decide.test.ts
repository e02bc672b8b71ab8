import { expect, it } from 'vitest';
import { decide, isHidden, raised } from '../../src/decide/decide.ts';
import type { Decision, Policy, Standing } from '../../src/types.ts';
import { at, expectedStop, matchers, policyWith, rule, window } from '../support/cases.ts';
import { diagnosis, incident, type Parts } from '../support/incidents.ts';
import { defaultPolicy } from '../support/policy.ts';
import { standing } from '../support/standing.ts';

const labels = { namespace: 'shop', workload: 'Deployment/web' };
const decided = (of: Parts, past: Standing = standing(), policy: Policy = defaultPolicy): Decision =>
  decide(diagnosis(of), labels, past, policy, at);
const crash = { verdict: 'investigate', cause: 'app-exit' } as const;
const wishes = (parts: object) => ({ channel: null, suppress: null, settle: null, because: [], ...parts });

it.each<[sentence: string, past: Standing, reason: string]>([
  ['nothing like it is open', standing(), 'a new incident'],
  ['its end came in before it', standing({ resolvedAt: '2026-11-22T19:00:00Z' }), 'a new incident'],
  ['an incident of it is open', standing({ open: incident() }), 'a new stop in an open incident'],
  [
    'its incident had resolved',
    standing({ open: incident({ resolvedAt: '2026-11-22T19:00:00Z' }) }),
    'its incident is back',
  ],
])('what is to be looked into is told with its reason: %s', (_sentence, past, reason) => {
  expect(decided(crash, past)).toMatchObject({ action: 'notify', rule: 'investigate', reason });
});

it('an alert of which no stop can be seen joins the incident that explains it, and one that explains joins, too', () => {
  const unexplained = { ...crash, cause: null };
  const blind = standing({ open: incident({ diagnosis: diagnosis(unexplained) }) });
  expect([
    decided(unexplained, standing({ open: incident() })).reason,
    decided(unexplained, blind).reason,
    decided(crash, blind).reason,
  ]).toEqual([
    'joins the incident that explains it',
    'a new stop in an open incident',
    'a new stop in an open incident',
  ]);
});

const everything = policyWith({ rules: [rule({ name: 'quiet', only: 'all', matchers: matchers('namespace=~".*"') })] });

it.each<[sentence: string, of: Parts, past: Standing, policy: Policy, action: Decision['action'], by: string]>([
  ['expected, outside of windows', expectedStop, standing(), defaultPolicy, 'digest', 'expected'],
  [
    'expected, inside of one',
    expectedStop,
    standing({ windows: [window()] }),
    defaultPolicy,
    'suppress',
    'deployments',
  ],
  ['a crash inside of one', crash, standing({ windows: [window()] }), defaultPolicy, 'notify', 'investigate'],
  ['a repeat', crash, standing({ open: incident(), repeat: true }), everything, 'suppress', 'repeat'],
  [
    'undetermined, under a rule that hides all',
    { verdict: 'undetermined' },
    standing(),
    everything,
    'notify',
    'undetermined',
  ],
  ['a crash under a rule that hides all', crash, standing(), everything, 'suppress', 'quiet'],
  [
    'a crash under a rule that hides all, and a never rule',
    crash,
    standing(),
    { ...everything, never: [{ name: 'shop', matchers: matchers('namespace="shop"') }] },
    'notify',
    'shop',
  ],
  [
    'expected, of a workload that asks for no silence, under a rule that hides all',
    { ...expectedStop, wishes: wishes({ suppress: 'none' }) },
    standing({ windows: [window()] }),
    everything,
    'notify',
    'lastword.dev/suppress',
  ],
])('who decides: %s', (_sentence, of, past, policy, action, by) => {
  expect(decided(of, past, policy)).toMatchObject({ action, rule: by });
});

it('every rule that was asked is named in its order, and why it did not apply', () => {
  const policy = policyWith({ rules: [rule({ name: 'other', matchers: matchers('namespace="pay"') })] });
  expect(decided(crash, standing({ windows: [window()] }), policy).tried).toEqual([
    { rule: 'other', applies: false, why: 'it does not match namespace="pay"' },
    {
      rule: 'deployments',
      applies: false,
      why: 'inside the window of deployment build-7, announced since 13:58 UTC, but its verdict is investigate',
    },
    { rule: 'expected', applies: false, why: 'its verdict is investigate' },
  ]);
});

const routes = [{ matchers: matchers('namespace="shop"'), channel: 'C0SHOP' }];

it.each<[sentence: string, of: Parts, policy: Policy, channel: string | null]>([
  ['the default one', crash, defaultPolicy, null],
  ['that of the first route that matches', crash, policyWith({ routes }), 'C0SHOP'],
  [
    'the one that its workload asks for, where the settings allow it',
    { ...crash, wishes: wishes({ channel: 'C0TEAM' }) },
    policyWith({ routes, wishes: { channels: ['C0TEAM'], suppress: 'expected', settleMs: 0 } }),
    'C0TEAM',
  ],
  [
    'not one that they do not allow',
    { ...crash, wishes: wishes({ channel: 'C0TEAM' }) },
    policyWith({ routes }),
    'C0SHOP',
  ],
  [
    'that of the rule before all',
    { ...crash, wishes: wishes({ channel: 'C0TEAM' }) },
    policyWith({ routes, rules: [rule({ action: 'route', channel: 'C0RULE' })] }),
    'C0RULE',
  ],
])('it is told in %s', (_sentence, of, policy, channel) => {
  expect(decided(of, standing(), policy).channel).toBe(channel);
});

it('what is hidden is neither told nor a repeat of what was told', () => {
  expect(isHidden(decided(expectedStop))).toBe(true);
  expect(isHidden(decided(crash))).toBe(false);
  expect(isHidden(decided(crash, standing({ open: incident(), repeat: true })))).toBe(false);
});

it('what is told after all says why, and goes where it would have gone', () => {
  const of = diagnosis(expectedStop);
  expect(raised(of, labels, standing(), policyWith({ routes }), 'still fires')).toMatchObject({
    action: 'notify',
    rule: 'raised',
    reason: 'still fires',
    channel: 'C0SHOP',
  });
});
