import { expect, it } from 'vitest';
import { verdictOf } from '../../src/diagnose/verdict.ts';
import type { EndingId, Verdict, VerdictPolicy } from '../../src/types.ts';

const meant = { id: 'node-drain', deliberate: true };
const notMeant = { id: 'preemption', deliberate: false };
const policy: VerdictPolicy = { grave: new Set(['grace-too-short']), causes: new Map() };

type Row = {
  says: string;
  cause?: typeof meant | null;
  ending?: EndingId;
  endToCome?: boolean;
  unanswered?: boolean;
  concerns?: string[];
  verdict: Verdict;
};

it.each<Row>([
  { says: 'a stop that was meant and went well is expected', verdict: 'expected' },
  {
    says: 'a stop that was meant and whose end is still to come is expected',
    ending: 'unknown',
    endToCome: true,
    verdict: 'expected',
  },
  {
    says: 'a stop that was meant and whose end is over and was not seen is undetermined',
    ending: 'unknown',
    verdict: 'undetermined',
  },
  {
    says: 'the good end of one pod is no answer to an alert that asks for more',
    unanswered: true,
    verdict: 'undetermined',
  },
  {
    says: 'a bad end wants a look, whatever the alert asks for',
    ending: 'killed-after-grace',
    unanswered: true,
    verdict: 'investigate',
  },
  { says: 'a concern that informs changes nothing', concerns: ['no-prestop'], verdict: 'expected' },
  { says: 'a grave concern wants a look', concerns: ['no-prestop', 'grace-too-short'], verdict: 'investigate' },
  {
    says: 'a grave concern wants a look without a cause',
    cause: null,
    concerns: ['grace-too-short'],
    verdict: 'investigate',
  },
  {
    says: 'a grave concern wants a look before the end',
    ending: 'unknown',
    endToCome: true,
    concerns: ['grace-too-short'],
    verdict: 'investigate',
  },
  { says: 'what nobody meant wants a look, however well it stopped', cause: notMeant, verdict: 'investigate' },
  {
    says: 'what nobody meant wants a look, however it ended',
    cause: notMeant,
    ending: 'unknown',
    verdict: 'investigate',
  },
  { says: 'a good end of unknown cause is undetermined', cause: null, verdict: 'undetermined' },
  { says: 'an exit of unknown cause is undetermined', cause: null, ending: 'exited', verdict: 'undetermined' },
  { says: 'nothing known is undetermined', cause: null, ending: 'unknown', verdict: 'undetermined' },
  { says: 'a program that ended by itself did not do what was meant', ending: 'exited', verdict: 'investigate' },
])(
  '$says',
  ({ cause = meant, ending = 'stopped-in-time', endToCome = false, unanswered = false, concerns = [], verdict }) => {
    const held = concerns.map((id) => ({ id }));
    expect(verdictOf(cause, ending, { endToCome, unanswered }, held, policy)).toBe(verdict);
  },
);

it.each<EndingId>(['killed-after-grace', 'oom-killed', 'signalled', 'never-started'])(
  '%s wants a look, meant or not, with or without a cause',
  (ending) => {
    for (const cause of [meant, notMeant, null])
      expect(verdictOf(cause, ending, { endToCome: false, unanswered: false }, [], policy)).toBe('investigate');
  },
);
