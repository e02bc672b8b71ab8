import { describe, expect, test } from 'vitest';
import { whyInWords } from '../../src/compose/why.ts';
import type { Concern, Diagnosis } from '../../src/types.ts';
import { because, rolloutDiagnosis } from './incidents.ts';

const concern = (id: string, summary: string, ...facts: string[]): Concern => ({
  id,
  summary,
  because: facts.map(because),
  remediation: [],
});
const why = (facts: string[], concerns: Concern[], more: Partial<Diagnosis> = {}): string[] =>
  whyInWords({ ...rolloutDiagnosis, because: facts.map(because), concerns, context: [], ...more });

describe('a message does not say twice', () => {
  const killed = 'ended at 2026-11-22T14:02:18Z, 8 s after it was told (grace 8 s): exit 137, SIGKILL';

  test('that it was killed when its grace ended', () => {
    expect(why([killed], [concern('grace-too-short', 'api was killed when its 8 s grace ended', killed)])).toEqual([
      killed,
    ]);
  });

  test('what a release changed: the rollout line has it', () => {
    const rollout = 'rollout of Deployment: revision 1 → 2, created 2026-11-22T14:00:00Z: env `RELEASE`';
    const changed = concern(
      'config-changed',
      'the configuration of api changed: env RELEASE',
      'changed: env `RELEASE`',
    );
    expect(why([], [concern('new-release', 'api fails in revision 2, which is 9 s old', rollout), changed])).toEqual([
      'also: api fails in revision 2, which is 9 s old',
      rollout,
    ]);
    const summary = 'api exits by itself in revision 2, 9 s old (exit 1).';
    expect(why([], [concern('new-release', 'api fails in revision 2', rollout)], { summary })).toEqual([rollout]);
  });

  test('a concern that the first line begins with: only its facts', () => {
    const summary = 'The preStop hook of api failed; api: a pod was replaced.';
    expect(why([], [concern('prestop-failed', 'the preStop hook of api failed', 'event `X`')], { summary })).toEqual([
      'event `X`',
    ]);
  });

  test('the reason for which it waits', () => {
    expect(why(['`ErrImagePull`: "no such host"', 'waiting: `ErrImagePull`'], [])).toEqual([
      '`ErrImagePull`: "no such host"',
    ]);
    expect(why(['waiting: `CreateContainerError`'], [])).toEqual(['waiting: `CreateContainerError`']);
  });

  test('a message that several fields quote', () => {
    const quote = '"The node was low on resource: memory. Threshold quantity: 1Gi."';
    expect(why([`\`status.reason\` is \`Evicted\`: ${quote}`, `event \`Evicted\` on Pod api: ${quote}`], [])).toEqual([
      `\`status.reason\` is \`Evicted\`: ${quote}`,
      'event `Evicted` on Pod api, in the same words',
    ]);
  });
});

test('a concern that says something new is said, with its facts', () => {
  expect(why(['a'], [concern('grace-too-short', 'api used 28 s of its 30 s grace', 'b')])).toEqual([
    'a',
    'also: api used 28 s of its 30 s grace',
    'b',
  ]);
});
