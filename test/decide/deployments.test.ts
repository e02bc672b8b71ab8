import { expect, it } from 'vitest';
import { deployments } from '../../src/decide/deployments.ts';
import { asked, policyWith, window } from '../support/cases.ts';
import { defaultPolicy } from '../support/policy.ts';

const quiet = policyWith({ windows: { ...defaultPolicy.windows, hide: 'none' } });
const rolloutSeen = {
  from: 1,
  to: 2,
  change: 'env `RELEASE`',
  startedAt: '2026-11-23T13:58:00Z',
  state: 'done' as const,
  endedAt: '2026-11-23T13:59:00Z',
  because: [],
};
const wish = { channel: null, suppress: 'expected', settle: null, because: [] };

it('what is expected inside of a window is hidden, and the reason names the deployment', () => {
  const { outcome } = deployments(asked({ window: window({ actor: 'ci', version: 'v2' }) }));
  expect(outcome).toMatchObject({
    action: 'suppress',
    rule: 'deployments',
    reason: 'expected, inside the window of deployment build-7 (v2), announced by ci since 13:58 UTC',
  });
});

it.each(['investigate', 'undetermined'] as const)('what is %s comes through', (verdict) => {
  const { outcome, tried } = deployments(asked({ window: window(), diagnosis: { verdict } }));
  expect(outcome).toBeNull();
  expect(tried[0]?.why).toContain(`but its verdict is ${verdict}`);
});

it('outside of any window it hides nothing', () => {
  expect(deployments(asked()).outcome).toBeNull();
});

it('a rollout whose controller was not looked at is not said to have been done', () => {
  const rollout = { ...rolloutSeen, state: 'unknown' as const };
  const whyOf = (changes: Parameters<typeof asked>[0]) => deployments(asked(changes)).tried[0]?.why;
  expect(whyOf({ diagnosis: { rollout } })).toBe(
    'whether its rollout to revision 2 was still under way was not looked at',
  );
  expect(whyOf({ diagnosis: { rollout: rolloutSeen } })).toBe('no deployment of it was under way');
});

it('settings that hide nothing are kept to, but for a workload that asks for it and may', () => {
  expect(deployments(asked({ window: window(), policy: quiet })).outcome).toBeNull();
  const asking = asked({ window: window(), policy: quiet, diagnosis: { wishes: wish } });
  expect(deployments(asking).outcome).toMatchObject({ action: 'suppress' });
  const refused = { ...asking, policy: { ...quiet, wishes: { ...quiet.wishes, suppress: 'none' as const } } };
  expect(deployments(refused).outcome).toBeNull();
});
