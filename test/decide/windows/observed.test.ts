import { expect, it } from 'vitest';
import { observedAround, observedWindow, settleMsOf } from '../../../src/decide/windows/observed.ts';
import type { RolloutSeen } from '../../../src/types.ts';
import { expectedStop, matchers, policyWith } from '../../support/cases.ts';
import { diagnosis } from '../../support/incidents.ts';
import { defaultPolicy } from '../../support/policy.ts';

const labels = { namespace: 'shop', workload: 'Deployment/web' };
const rollout = (parts: Partial<RolloutSeen> = {}): RolloutSeen => ({
  from: 1,
  to: 2,
  change: 'image app:v1 → app:v2',
  startedAt: '2026-11-23T14:00:00Z',
  state: 'done',
  endedAt: '2026-11-23T14:03:00Z',
  because: [],
  ...parts,
});
const during = (seen: RolloutSeen | null, time: string, cause = 'pod-deleted', policy = defaultPolicy) =>
  observedAround(diagnosis({ ...expectedStop, cause, rollout: seen }), policy, labels, Date.parse(time)) !== null;
const running = rollout({ state: 'running', endedAt: null });

it.each<[sentence: string, seen: RolloutSeen | null, time: string, cause: string, inside: boolean]>([
  ['while it runs', running, '2026-11-23T14:30:00Z', 'pod-deleted', true],
  [
    'just before its revision shows, for events carry whole seconds',
    running,
    '2026-11-23T13:59:58Z',
    'pod-deleted',
    true,
  ],
  ['before it', running, '2026-11-23T13:59:57Z', 'pod-deleted', false],
  ['as long as one may last', running, '2026-11-23T16:00:00Z', 'pod-deleted', true],
  ['when it has gone on for longer than any may', running, '2026-11-23T16:06:00Z', 'pod-deleted', false],
  ['while it settles', rollout(), '2026-11-23T14:08:00Z', 'pod-deleted', true],
  ['after it has settled', rollout(), '2026-11-23T14:08:01Z', 'pod-deleted', false],
  ['that it ordered itself, whatever its controller says by now', rollout(), '2026-11-23T14:20:00Z', 'rollout', true],
  ['that it ordered when it had gone on for longer than any may', running, '2026-11-23T16:06:00Z', 'rollout', false],
  [
    'of a workload whose controller was not read',
    rollout({ state: 'unknown', endedAt: null }),
    '2026-11-23T14:01:00Z',
    'pod-deleted',
    false,
  ],
  [
    'that it ordered, its controller unread',
    rollout({ state: 'unknown', endedAt: null }),
    '2026-11-23T14:01:00Z',
    'rollout',
    true,
  ],
  ['of a workload without a rollout', null, '2026-11-23T14:01:00Z', 'pod-deleted', false],
])('whether a stop is inside: %s', (_sentence, seen, time, cause, inside) => {
  expect(during(seen, time, cause)).toBe(inside);
});

it('settings without observed windows have none', () => {
  const policy = policyWith({ windows: { ...defaultPolicy.windows, observed: false } });
  expect(during(running, '2026-11-23T14:01:00Z', 'rollout', policy)).toBe(false);
});

it('its window is named after the workload and the revision, and closes when it has settled', () => {
  expect(observedWindow(diagnosis({ rollout: rollout() }), defaultPolicy, labels)).toMatchObject({
    id: 'shop/Deployment/web@2',
    kind: 'observed',
    workloads: ['Deployment/web'],
    state: 'finished',
    closesAt: '2026-11-23T14:08:00Z',
  });
});

const settling = (settle: string | null, most: number) =>
  settleMsOf(
    { wishes: { channel: null, suppress: null, settle, because: [] } },
    policyWith({ wishes: { channels: [], suppress: 'expected', settleMs: most } }),
    labels,
  );
const minute = 60_000;

it.each([
  ['nothing', null, 0, 5 * minute],
  ['less', '1m', 0, minute],
  ['more than the settings allow', '20m', 10 * minute, 10 * minute],
  ['more, within what they allow', '8m', 10 * minute, 8 * minute],
  ['no duration', 'soon', 10 * minute, 5 * minute],
])('a workload that asks for %s settles as long as it may', (_sentence, settle, most, ms) => {
  expect(settling(settle, most)).toBe(ms);
});

it('a window rule says how long its workloads settle', () => {
  const rules = [
    { name: 'slow', matchers: matchers('namespace="shop"'), settleMs: minute, message: false, channel: null },
  ];
  const policy = policyWith({ windows: { ...defaultPolicy.windows, rules } });
  const wishes = { channel: null, suppress: null, settle: null, because: [] };
  expect(settleMsOf({ wishes }, policy, labels)).toBe(minute);
});
