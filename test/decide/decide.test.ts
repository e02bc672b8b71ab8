import { expect, it } from 'vitest';
import { decide } from '../../src/decide/decide.ts';
import type { Decision, Standing } from '../../src/types.ts';
import { incident } from '../support/incidents.ts';

const { diagnosis } = incident();
const past = (parts: Partial<Standing> = {}): Standing => ({
  open: null,
  repeat: false,
  podKnown: false,
  workloadKnown: false,
  resolvedAt: null,
  ...parts,
});

it.each<[sentence: string, standing: Standing, action: Decision['action'], reason: string]>([
  ['nothing like it is open', past(), 'notify', 'a new incident'],
  ['its end came in before it', past({ resolvedAt: '2026-11-22T19:00:00Z' }), 'notify', 'a new incident'],
  ['an incident of it is open', past({ open: incident() }), 'notify', 'a new stop in an open incident'],
  [
    'its incident had resolved',
    past({ open: incident({ resolvedAt: '2026-11-22T19:00:00Z' }) }),
    'notify',
    'its incident is back',
  ],
  [
    'the open incident told this stop',
    past({ open: incident(), repeat: true }),
    'suppress',
    'repeat: this stop was told already',
  ],
])('every decision carries its reason: %s', (_sentence, standing, action, reason) => {
  expect(decide(diagnosis, standing)).toEqual({ action, reason });
});

it.each(['expected', 'undetermined', 'investigate'] as const)('a new story that is %s is told', (verdict) => {
  expect(decide({ ...diagnosis, verdict }, past()).action).toBe('notify');
});

it('an alert of which no stop can be seen joins the incident that explains it, and one that explains joins, too', () => {
  const unexplained = { ...diagnosis, cause: null };
  const blind = past({ open: incident({ diagnosis: unexplained }) });
  expect([
    decide(unexplained, past({ open: incident() })).reason,
    decide(unexplained, blind).reason,
    decide(diagnosis, blind).reason,
  ]).toEqual([
    'joins the incident that explains it',
    'a new stop in an open incident',
    'a new stop in an open incident',
  ]);
});
