import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/cli/answer.ts';
import { forPeople } from '../../src/cli/human.ts';
import type { Paint } from '../../src/cli/output.ts';
import type { LogTail } from '../../src/types.ts';
import { decision } from '../support/decisions.ts';

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
`);
  });

  it('shows the end of the log and whose it is', () => {
    const text = forPeople({ answer, log }, plain);
    expect(text).toMatch(/\nLog of the run after it \(its end\)\n {2}line 20\n[^]* {2}line 29\n$/);
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
