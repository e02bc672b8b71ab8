import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, textsOf } from '../../src/compose/blocks.ts';
import { composeIncident, composeLog, firstLine, toText } from '../../src/compose/compose.ts';
import type { Incident, Message } from '../../src/types.ts';
import { because, incident, rolloutDiagnosis } from './incidents.ts';

const blocksOf = (message: Message): Message['blocks'] => [
  ...message.blocks,
  ...message.attachments.flatMap((a) => a.blocks),
];
const reply = (one: Incident): Message => {
  const message = composeLog(one);
  if (!message) throw new Error('no reply');
  return message;
};

describe('an incident reads', () => {
  test('verdict first, then why, what is not known, what to do, and whom it is about', () => {
    expect(`\n${toText(composeIncident(incident()))}\n`).toBe(`
🔴 Investigate · sessions: 2 of 2 old pods were killed during the rollout to revision 2.

Why
• told to stop at 2026-11-22 14:02:10 UTC, ended 8 s later, grace 8 s (\`terminationGracePeriodSeconds\`)
• exit code 137, reason \`Error\`: SIGKILL at the deadline
• also: it needed all of its grace.
• its log says "waiting for job 8812" and nothing after it
• rollout of Deployment: revision 1 → 2, image \`sessions:v1\` → \`sessions:v2\`

Not checked
• the node, the last changes of the deleted pod: nodes is forbidden to lastword (403)

Do
• let the job stop when SIGTERM comes
• give it more time: \`kubectl -n shop patch deployment sessions -p '{"spec":{"a":30}}'\`

cluster \`lab\` · namespace \`shop\` · \`Deployment/sessions\` · revision 1, since 2026-11-20 09:00:00 UTC · 2 pods: \`sessions-7d9f-x2k4z\`, \`sessions-7d9f-abcde\` · container \`app\` · node \`lab-node-2\`

cause \`rollout\`, ending \`killed-after-grace\` (exit 137, SIGKILL, reason Error, after 8 s of 8 s) · 2 alerts, first 2026-11-22 14:02:30 UTC, last 2026-11-22 14:03:00 UTC
`);
  });

  test('in Slack: one bold line above, one coloured attachment with the rest', () => {
    const message = composeIncident(incident());
    expect(message.text).toBe(
      '🔴 Investigate · sessions: 2 of 2 old pods were killed during the rollout to revision 2.',
    );
    expect(message.blocks.flatMap(textsOf)).toEqual([
      '🔴 *Investigate · sessions: 2 of 2 old pods were killed during the rollout to revision 2.*',
    ]);
    expect(message.attachments.map((a) => [a.color, a.fallback, a.blocks.map((b) => b.type)])).toEqual([
      ['#e01e5a', message.text, ['section', 'section', 'section', 'context', 'context']],
    ]);
  });

  test.each([
    ['🔴 Investigate', 'investigate', 'oom-killed'],
    ['🟠 Investigate', 'investigate', 'unknown-sigterm'],
    ['🟢 Expected', 'expected', 'rollout'],
    ['⚪ Undetermined', 'undetermined', null],
  ] as const)('%s for the verdict %s and the cause %s', (start, verdict, cause) => {
    expect(firstLine(incident({ verdict, cause, summary: 'api `x` stopped.' }))).toBe(`${start} · api x stopped.`);
  });

  test('once resolved: when, for how long, and the same story', () => {
    const message = composeIncident(incident({}, { resolvedAt: '2026-11-22T14:20:30Z' }));
    expect(message.text).toMatch(/^✅ Resolved · Investigate · sessions: 2 of 2/);
    expect(message.attachments[0]?.color).toBe('#8d949e');
    const text = toText(message);
    expect(text).toContain('resolved 2026-11-22 14:20:30 UTC, open for 18 minutes');
    expect(text).toContain('• exit code 137, reason `Error`');
    expect(
      composeIncident(incident({ verdict: 'expected' }, { resolvedAt: '2026-11-22T14:20:30Z' })).attachments[0]?.color,
    ).toBe('#2eb67d');
  });

  test('with the names of five pods and the number of the others', () => {
    const pods = Array.from({ length: 12 }, (_, i) => `sessions-${i}`);
    expect(toText(composeIncident(incident({}, { pods })))).toContain(
      '12 pods: `sessions-0`, `sessions-1`, `sessions-2`, `sessions-3`, `sessions-4` and 7 more',
    );
    expect(toText(composeIncident(incident({}, { pods: [] })))).toContain('· pod `sessions-7d9f-x2k4z` ·');
  });

  test('with the number of all its pods, also of those that it does not list', () => {
    const pods = Array.from({ length: 50 }, (_, i) => `sessions-${i}`);
    const text = toText(composeIncident(incident({}, { pods, podCount: 120 })));
    expect(text).toMatch(/ · 120 pods: `sessions-0`, .*, `sessions-4` and 115 more · /);
  });

  test('a node that struck several workloads: how many, which, and one of their stories', () => {
    const shared = { id: 'node lab-node-2', clause: 'on node lab-node-2, which stopped answering at 14:02 UTC' };
    const struck = { scope: 'node' as const, shared, summary: 'sessions: a pod was lost.' };
    const text = toText(
      composeIncident(incident(struck, { workloads: ['shop/sessions', 'pay/api'], workloadCount: 2, podCount: 7 })),
    );
    expect(text.split('\n')[0]).toBe(
      '🔴 Investigate · 7 pods of 2 workloads on node lab-node-2, which stopped answering at 14:02 UTC. One of them: sessions: a pod was lost.',
    );
    expect(text).toContain(' · 2 workloads: `shop/sessions`, `pay/api` · ');
    const one = toText(composeIncident(incident(struck, { workloads: ['shop/sessions'] })));
    expect(one.split('\n')[0]).toBe('🔴 Investigate · sessions: a pod was lost.');
    expect(one).toContain(' · `Deployment/sessions` · ');
  });

  test('with the names of ten workloads and the number of the others', () => {
    const workloads = Array.from({ length: 13 }, (_, i) => `shop/w-${i}`);
    expect(toText(composeIncident(incident({}, { workloads, workloadCount: 13 })))).toMatch(
      /13 workloads: `shop\/w-0`, .*, `shop\/w-9` and 3 more/,
    );
  });

  test.each([
    [0, null],
    [1, 'came back once after it had resolved'],
    [3, 'came back 3 times after it had resolved'],
  ])('and how often it came back: %i', (reopened, said) => {
    const text = toText(composeIncident(incident({}, { reopened })));
    if (said === null) expect(text).not.toContain('came back');
    else expect(text).toContain(` · ${said}`);
  });

  test('without what it does not know', () => {
    const subject = {
      ...rolloutDiagnosis.subject,
      cluster: null,
      workload: null,
      pod: null,
      container: null,
      node: null,
    };
    const ending = {
      ...rolloutDiagnosis.ending,
      id: 'unknown' as const,
      exitCode: null,
      reason: null,
      tookSeconds: null,
    };
    const bare = {
      subject,
      ending,
      cause: null,
      concerns: [],
      because: [],
      context: [],
      remediation: [],
      unchecked: [],
      log: null,
      revision: null,
    };
    const text = toText(
      composeIncident(incident({ ...bare, verdict: 'undetermined', summary: 'gone.' }, { pods: [], alerts: 1 })),
    );
    expect(`\n${text}\n`).toBe(`
⚪ Undetermined · gone.

namespace \`shop\`

cause not determined, ending \`unknown\` · 1 alert, first 2026-11-22 14:02:30 UTC
`);
  });

  test('what is said by the cause and by a concern is said once', () => {
    const [concern] = rolloutDiagnosis.concerns;
    const text = toText(composeIncident(incident({ remediation: ['let it stop', ...(concern?.remediation ?? [])] })));
    expect(text.match(/give it more time/g)).toHaveLength(1);
  });

  test('as much as somebody reads, and says that there is more', () => {
    const text = toText(
      composeIncident(incident({ because: Array.from({ length: 30 }, (_, i) => because(`fact ${i}`)) })),
    );
    expect(text).toContain('• fact 11\n… and 21 more');
  });
});

describe('the log reads', () => {
  test('as a reply: whose words, how many lines, and the lines as they are', () => {
    expect(`\n${toText(reply(incident()))}\n`).toBe(`
Last words of \`app\` in pod \`sessions-7d9f-x2k4z\` (2 lines, until 2026-11-22 14:02:11 UTC; times in it are UTC)

14:02:10 Received SIGTERM, waiting for job 8812
14:02:11 still waiting '''<!channel>
`);
  });

  test('as another run’s words when they are', () => {
    const log = { path: '/log', run: 'next' as const, lines: [{ at: '', text: 'starting' }] };
    expect(toText(reply(incident({ log })))).toBe(
      'Log of the next run of `app` in pod `sessions-7d9f-x2k4z` (1 line; times in it are UTC)\n\nstarting',
    );
  });

  test('the newest forty lines of a long log', () => {
    const lines = Array.from({ length: 100 }, (_, i) => ({ at: '2026-11-22T14:02:10Z', text: `line ${i}` }));
    const text = toText(reply(incident({ log: { path: '/log', run: 'stopped', lines } })));
    expect(text).toContain('14:02:10 line 99');
    expect(text).toContain('14:02:10 line 60\n');
    expect(text).not.toContain('line 59');
  });

  test('the newest lines when they are long, in whole sections', () => {
    const lines = Array.from({ length: 40 }, (_, i) => ({
      at: '2026-11-22T14:02:10Z',
      text: `${i} ${'<x>'.repeat(1000)}`,
    }));
    const message = reply(incident({ log: { path: '/log', run: 'stopped', lines } }));
    expect(JSON.stringify(message).length).toBeLessThanOrEqual(limits.total);
    expect(toText(message)).toContain('14:02:10 39 <x>');
    for (const block of message.blocks.slice(1)) expect(textsOf(block)[0]).toMatch(/^```\n[^]*…\n```$/);
  });

  test('not at all when nothing was written', () => {
    expect(composeLog(incident({ log: null }))).toBeNull();
    expect(composeLog(incident({ log: { path: '/log', run: 'stopped', lines: [] } }))).toBeNull();
  });
});

const date = /<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[\d :-]{19} UTC>/g;
const huge = fc
  .constantFrom('x', '&', '`', '*_~', '\u202e', '<!channel> ', 'a b ')
  .map((piece) => piece.repeat(100_000 / piece.length));
const hostile = fc.oneof(
  huge,
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<!here>',
        '<@U1>',
        '<http://a.b|c>',
        '```',
        '`',
        '*',
        '_x_',
        '&lt;',
        '\u202e\u2066',
        '\u0000\u001b[31m',
        '\ud800',
        '\n',
        '> ',
        ' word ',
      ),
      { maxLength: 20 },
    )
    .map((p) => p.join('')),
);

test('no alert and no log, whatever it holds, mentions, links, breaks out, hides, or outgrows Slack', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (a, b, c) => {
      const subject = {
        ...rolloutDiagnosis.subject,
        cluster: a,
        namespace: b,
        pod: c,
        container: a,
        node: b,
        workload: { kind: a, name: c },
      };
      const lines = [a, b, c].map((text) => ({ at: '2026-11-22T14:02:10Z', text }));
      const one = incident(
        {
          subject,
          summary: a,
          because: [because(b), because(`\`${c}\``)],
          context: [because(c)],
          remediation: [`run \`${a}\``, b],
          unchecked: [{ evidence: 'pod', why: c }],
          log: { path: a, run: 'stopped', lines },
        },
        { pods: [a, b, c], openedAt: a, resolvedAt: b },
      );
      for (const message of [composeIncident(one), composeLog(one)].filter((m) => m !== null)) {
        expect(JSON.stringify(message).length).toBeLessThanOrEqual(limits.total);
        expect(blocksOf(message).length).toBeLessThanOrEqual(limits.blocks);
        for (const text of [
          message.text,
          ...message.attachments.map((m) => m.fallback),
          ...blocksOf(message).flatMap(textsOf),
        ]) {
          expect(text.replace(date, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/); // oxlint-disable-line no-control-regex
          expect(text.isWellFormed()).toBe(true);
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(limits.section);
          expect(text.match(/```/g)?.length ?? 0).toBe(text.startsWith('```') ? 2 : 0);
        }
      }
    }),
    { numRuns: 60 },
  );
}, 20_000);
