import { expect, it } from 'vitest';
import { rules } from '../../src/decide/rules.ts';
import { parseTimeInterval } from '../../src/facts/time-intervals.ts';
import type { Rule } from '../../src/types.ts';
import { asked, at, matchers, policyWith, rule, window } from '../support/cases.ts';
import { standing } from '../support/standing.ts';

const decided = (of: Partial<Rule>[], changes: Parameters<typeof asked>[0] = {}) =>
  rules(asked({ policy: policyWith({ rules: of.map(rule) }), ...changes }));

function active(weekday: string): Rule['active'] {
  const parsed = parseTimeInterval({ weekdays: [weekday] });
  if (!parsed.ok) throw new Error(parsed.error);
  return { names: [weekday], intervals: [parsed.interval] };
}

const crash = { cause: 'app-exit', verdict: 'investigate' } as const;

it.each<[sentence: string, rule: Partial<Rule>, changes: Parameters<typeof asked>[0], action: string | null]>([
  ['that matches an expected stop hides it', {}, {}, 'suppress'],
  ['that sends to a digest does that', { action: 'digest' }, {}, 'digest'],
  ['that does not match is passed over', { matchers: matchers('namespace="pay"') }, {}, null],
  ['for expected stops hides no crash', {}, { diagnosis: crash }, null],
  ['for all hides a crash', { only: 'all' }, { diagnosis: crash }, 'suppress'],
  ['that routes is for crashes, too', { action: 'route', channel: 'C0TEAM' }, { diagnosis: crash }, 'route'],
  ['for windows is passed over outside of one', { window: 'inside' }, {}, null],
  ['for windows applies inside of one', { window: 'inside' }, { window: window() }, 'suppress'],
  ['for outside of windows is passed over inside of one', { window: 'outside' }, { window: window() }, null],
  ['of Mondays applies on a Monday', { active: active('monday') }, {}, 'suppress'],
  ['of Tuesdays does not', { active: active('tuesday') }, {}, null],
])('a rule %s', (_sentence, of, changes, action) => {
  expect(decided([of], changes).outcome?.action ?? null).toBe(action);
});

it('the first that applies decides, and those before it say why they do not', () => {
  const { outcome, tried } = decided([
    { name: 'first', matchers: matchers('namespace="pay"') },
    { name: 'second', action: 'digest' },
    { name: 'third' },
  ]);
  expect(outcome).toEqual({ action: 'digest', rule: 'second', reason: 'it matches namespace="shop"', channel: null });
  expect(tried.map(({ rule: name, applies }) => [name, applies])).toEqual([
    ['first', false],
    ['second', true],
  ]);
});

const threshold = { restarts: 3, withinMs: 600_000 };
const ago = (minutes: number): string => new Date(at - minutes * 60_000).toISOString();

it.each<
  [
    sentence: string,
    lately: string[],
    restarts: { count: number; since: string } | null,
    action: string,
    reason: string,
  ]
>([
  ['the first of three stops is hidden', [], null, 'digest', '1 of 3 restarts within 10 minutes'],
  ['the second, too', [ago(4)], null, 'digest', '2 of 3 restarts within 10 minutes'],
  ['the third is told', [ago(4), ago(9)], null, 'route', '3 restarts within 10 minutes'],
  ['stops longer ago do not count', [ago(4), ago(10), ago(60)], null, 'digest', '2 of 3 restarts within 10 minutes'],
  ['a young pod counts for itself', [], { count: 3, since: ago(9) }, 'route', '3 restarts within 10 minutes'],
  [
    'an old pod says nothing about the last minutes',
    [],
    { count: 30, since: ago(90) },
    'digest',
    '1 of 3 restarts within 10 minutes',
  ],
  ['a stop without a time does not count', ['OOMKilled'], null, 'digest', '1 of 3 restarts within 10 minutes'],
])('with a threshold %s', (_sentence, stopsLately, restarts, action, reason) => {
  const of = { only: 'all', action: 'digest', threshold, channel: 'C0TEAM' } as const;
  const { outcome } = decided([of], { diagnosis: { ...crash, restarts }, standing: standing({ stopsLately }) });
  expect(outcome).toMatchObject({ action, reason });
});
