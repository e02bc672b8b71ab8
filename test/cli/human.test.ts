import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/cli/answer.ts';
import { forPeople } from '../../src/cli/human.ts';
import type { Paint } from '../../src/cli/output.ts';
import type { LogTail } from '../../src/types.ts';
import { decision } from '../support/decisions.ts';
import { deployment, running } from '../support/hidden.ts';

const plain: Paint = (_style, text) => text;
const colours: Paint = (style, text) => `<${String(style)}>${text}</>`;

const answer: Answer = {
  namespace: 'shop',
  pod: 'web-1',
  container: 'app',
  workload: 'StatefulSet/web',
  cause: null,
  ending: 'signalled',
  exitCode: 137,
  verdict: 'investigate',
  summary: 'web was killed (`exit 137`).',
  because: [
    { text: 'ended: `exit 137`', sources: [] },
    { text: 'ended: `exit 137`', sources: [] },
  ],
  concerns: [{ id: 'restart-loop', summary: '12 restarts in an hour', remediation: ['look at the log'] }],
  remediation: ['look at the log', '`kubectl -n shop logs web-1`'],
  unchecked: [
    { evidence: 'events', why: 'events are forbidden (403)' },
    { evidence: 'nodeEvents', why: 'events are forbidden (403)' },
  ],
  decision: decision(),
};
const log: LogTail = {
  path: '/log',
  run: 'next',
  lines: Array.from({ length: 30 }, (_, at) => ({ at: '', text: `line ${at}` })),
};

describe('an answer for people', () => {
  it('says everything once, the verdict first', () => {
    const text = forPeople({ answer, log: null }, plain);
    expect(text).toBe(`🔴 Investigate · web was killed (exit 137).
namespace shop · StatefulSet/web · pod web-1 · container app
cause not determined, ending signalled (exit 137)

Why
  • ended: \`exit 137\`

Also
  • 12 restarts in an hour

Do
  • look at the log
  • \`kubectl -n shop logs web-1\`

Not checked
  • events, nodeEvents: events are forbidden (403)

Decision
  told by rule investigate: a new incident
`);
  });

  it('shows the end of the log and whose it is', () => {
    const text = forPeople({ answer, log }, plain);
    expect(text).toMatch(/\nLog of the run after it \(its end\)\n {2}line 20\n[^]* {2}line 29\n$/);
  });

  it('says what becomes of it, and which rules were asked in what order', () => {
    const decision: Answer['decision'] = {
      ...answer.decision,
      action: 'suppress',
      rule: 'deployments',
      reason: 'expected, inside the rollout of payments-api to revision 42',
      window: deployment(),
      tried: [
        { rule: 'never-oom', applies: false, why: 'cause is rollout, not oom-killed' },
        { rule: 'deployments', applies: true, why: 'expected, inside a deployment window' },
      ],
    };
    expect(forPeople({ answer: { ...answer, decision }, log: null }, plain).split('\nDecision\n')[1])
      .toBe(`  kept quiet by rule deployments: expected, inside the rollout of payments-api to revision 42
  inside the announced deployment window build-4711 (shop: Deployment/payments-api), from 2026-11-22T14:02:00Z to 2026-11-22T14:10:00Z

Rules, in the order they were asked
  – never-oom: cause is rollout, not oom-killed
  ✓ deployments: expected, inside a deployment window
`);
  });

  it.each<[Partial<Answer['decision']>, string]>([
    [{ action: 'digest', rule: 'night' }, 'goes to the digest by rule night: a new incident'],
    [{ channel: 'C0123456' }, 'told in C0123456 by rule investigate: a new incident'],
    [
      { window: running({ workloads: [] }) },
      '(all of shop), from 2026-11-22T14:02:00Z to 2026-11-22T15:02:00Z at the latest',
    ],
    [{ reason: 'a\u001b[2Jb' }, 'told by rule investigate: ab'],
  ])('%j is decided as: %s', (changes, said) => {
    const decision = { ...answer.decision, ...changes };
    expect(forPeople({ answer: { ...answer, decision }, log: null }, plain)).toContain(said);
  });

  it('colours the verdict, and commands in place of their backticks', () => {
    const text = forPeople({ answer, log: null }, colours);
    expect(text).toMatch(/^<red>🔴 Investigate<\/> · <bold>web was killed/);
    expect(text).toContain('  • <cyan>kubectl -n shop logs web-1</>');
  });

  it('keeps what a program logged from steering the terminal', () => {
    const lines = [{ at: '', text: 'a\u001b[2Jb\u001b]0;title\u0007c\rd\te' }];
    expect(forPeople({ answer, log: { ...log, lines } }, plain)).toMatch(/\n {2}abcd\te\n$/);
  });

  it('does not name a bare pod twice', () => {
    const bare = { ...answer, workload: 'Pod/web-1', container: null, verdict: 'expected' as const };
    expect(forPeople({ answer: bare, log: null }, plain)).toMatch(/^🟢 Expected .*\nnamespace shop · Pod\/web-1\n/);
  });
});
