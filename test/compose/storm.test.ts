import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, textsOf } from '../../src/compose/blocks.ts';
import { composeDetails, composeStorm, type Story } from '../../src/compose/storm.ts';
import { toText } from '../../src/compose/text.ts';
import type { Diagnosis, Incident, Message, Verdict } from '../../src/types.ts';
import { refusal } from '../support/slack-limits.ts';
import { incident, rolloutDiagnosis } from './incidents.ts';

type Parts = { name?: string; namespace?: string; diagnosis?: Partial<Diagnosis>; more?: Partial<Incident> };

/** An incident of a workload that crashed, with a log line of its own. */
function one({ name = 'api', namespace = 'shop', diagnosis = {}, more = {} }: Parts = {}): Incident {
  const subject = { ...rolloutDiagnosis.subject, namespace, workload: { kind: 'Deployment', name } };
  const lines = [{ at: '2026-11-22T14:02:10Z', text: `fatal: ${name} lost its config` }];
  const log = { path: '/log', run: 'stopped' as const, lines };
  const of = { subject, verdict: 'investigate' as const, summary: `${name} exits by itself.`, cause: 'app-exit', log };
  return incident({ ...of, ...diagnosis }, { title: name, pods: [`${name}-1`], alerts: 1, ...more });
}
/** Names of which none is a part of another's. */
const many = (n: number, parts: (at: number) => Parts = () => ({})): Incident[] =>
  Array.from({ length: n }, (_, at) => one({ name: `w-${1000 + at}x`, ...parts(at) }));
const alone = (of: Incident): Story => ({ clause: null, verdict: of.verdict, incidents: [of] });
const times = { openedAt: '2026-11-22T14:02:30Z', lastSeenAt: '2026-11-22T14:05:00Z' };
const storm = (...stories: Story[]): Message => composeStorm({ stories, isOwn: () => false, ...times });
const text = (...stories: Story[]): string => toText(storm(...stories));
const together = (n: number, clause: string, verdict: Verdict = 'investigate'): Story => ({
  clause,
  verdict,
  incidents: many(n, () => ({ diagnosis: { verdict }, more: { verdict } })),
});
/** The messages that a storm's thread gets. */
function pages(incidents: Incident[]): Message[] {
  const messages: Message[] = [];
  for (let at = 0; at < incidents.length;) {
    const { message, told } = composeDetails(incidents.slice(at));
    expect(told).toBeGreaterThan(0);
    messages.push(message);
    at += told;
  }
  return messages;
}

describe('a storm reads', () => {
  test('what happened first, then by verdict who and why, then since when', () => {
    const stories: Story[] = [
      { clause: 'cannot reach 10.96.4.20:5432: connection refused', verdict: 'investigate', incidents: many(3) },
      alone(one({ name: 'mail', more: { podCount: 4 } })),
      alone(one({ name: 'cron', diagnosis: { verdict: 'undetermined', summary: 'cron: the cause is not known.' } })),
      alone(one({ name: 'web', diagnosis: { verdict: 'expected', summary: 'web was rolled out.' } })),
    ];
    expect(`\n${text(...stories)}\n`).toBe(`
🔴 Investigate · storm: 3 pods of 3 workloads cannot reach 10.96.4.20:5432: connection refused; 6 incidents in all

🔴 Investigate
• 3 pods of 3 workloads cannot reach 10.96.4.20:5432: connection refused: \`shop/w-1000x\`, \`shop/w-1001x\`, \`shop/w-1002x\`
• \`shop/mail\` (4 pods): exits by itself.
⚪ Undetermined
• \`shop/cron\`: the cause is not known.
🟢 Expected
• \`shop/web\`: was rolled out.

Do first
• shop/w-1000x: let the job stop when SIGTERM comes
• shop/mail: let the job stop when SIGTERM comes

cluster \`lab\` · 6 alerts, first 2026-11-22 14:02:30 UTC, last 2026-11-22 14:05:00 UTC · details in the thread
`);
  });

  test('as many incidents at once where no story is most of it', () => {
    const [mail, cron] = [one({ name: 'mail' }), one({ name: 'cron', diagnosis: { verdict: 'undetermined' } })];
    expect(storm(alone(mail), alone(cron)).text).toBe(
      '🔴 Investigate · storm: 2 incidents at once, 1 of them to investigate, 1 undetermined (2 pods)',
    );
  });

  test.each([
    ['undetermined', '⚪ Undetermined · storm: 2 incidents at once, 2 undetermined (2 pods)'],
    ['expected', '🟢 Expected · storm: 2 incidents at once (2 pods)'],
  ] as const)('as what all of it is, with no word of what none of it is: %s', (verdict, said) => {
    const all = many(2, () => ({ diagnosis: { verdict }, more: { verdict } }));
    expect(storm(...all.map(alone)).text).toBe(said);
  });

  test('one story that is all of it, without a count of the others', () => {
    expect(storm(together(12, 'cannot resolve orders-db')).text).toBe(
      '🔴 Investigate · storm: 12 pods of 12 workloads cannot resolve orders-db',
    );
  });

  test('eight names of a story, and how many more it has', () => {
    expect(text(together(12, 'cannot resolve orders-db'))).toMatch(/`shop\/w-1007x` and 4 more$/m);
    expect(text(together(12, 'cannot resolve orders-db'))).not.toContain('w-1008x');
  });

  test('twenty-five stories, the worst of them, and how many more the thread has', () => {
    const bad = many(20).map(alone);
    const good = many(20, (at) => ({ name: `g-${1000 + at}x`, diagnosis: { verdict: 'expected' } })).map(alone);
    const lines = text(...bad, ...good)
      .split('\n')
      .filter((line) => line.startsWith('• `'));
    expect(lines).toHaveLength(25);
    expect(lines.filter((line) => line.includes('w-1'))).toHaveLength(20);
    expect(text(...bad, ...good)).toContain('… and 15 more, in the thread');
  });

  test('what resolved with its mark, and how many did', () => {
    const resolvedAt = '2026-11-22T14:20:00Z';
    const shown = text(alone(one({ name: 'mail', more: { resolvedAt } })), alone(one({ name: 'cron' })));
    expect(shown).toContain('• ✅ `shop/mail`');
    expect(shown).toContain('• `shop/cron`');
    expect(shown).toContain('1 of 2 resolved');
    expect(shown).toMatch(/^🔴 Investigate · storm: /);
  });

  test('since when, from the first of its alerts on, and where the rest is told', () => {
    const [early, late] = [one({ more: { openedAt: '2026-11-22T14:01:50Z' } }), one({ name: 'late' })];
    const printed = (own: Incident[], ...all: Incident[]): string | undefined =>
      toText(composeStorm({ stories: all.map(alone), isOwn: (incident) => own.includes(incident), ...times }))
        .split('\n')
        .at(-1);
    const first = 'cluster `lab` · 2 alerts, first 2026-11-22 14:01:50 UTC, last 2026-11-22 14:05:00 UTC';
    expect(printed([], late, early)).toBe(`${first} · details in the thread`);
    expect(printed([early], early, late)).toBe(
      `${first} · 1 of 2 has a message of its own · details of the others in the thread`,
    );
    expect(printed([early, late], early, late)).toBe(`${first} · 2 of 2 have messages of their own`);
  });

  test('a story with its mark once all of it resolved, and not before', () => {
    const resolvedAt = '2026-11-22T14:20:00Z';
    const story = together(3, 'cannot resolve orders-db');
    const [first, ...rest] = story.incidents as [Incident, ...Incident[]];
    const some = { ...story, incidents: [{ ...first, resolvedAt }, ...rest] };
    const all = { ...story, incidents: story.incidents.map((of) => ({ ...of, resolvedAt })) };
    expect(text(some)).toContain('• 3 pods of');
    expect(text(all)).toContain('• ✅ 3 pods of');
  });

  test('over once all of it resolved', () => {
    const resolvedAt = '2026-11-22T14:20:00Z';
    const message = storm(...many(2, () => ({ more: { resolvedAt } })).map(alone));
    expect(message.text).toMatch(/^✅ Resolved · Investigate · storm: 2 incidents at once/);
    expect(toText(message)).toContain('2 of 2 resolved');
  });

  test('a node’s incident by the node, whatever its namespace', () => {
    const shared = { id: 'node n1', clause: 'on node n1, which rebooted' };
    const node = one({ diagnosis: { scope: 'node', shared }, more: { title: 'node n1', podCount: 9 } });
    expect(text(alone(node), alone(one()))).toContain('• `node n1` (9 pods): ');
  });

  test('which cluster it is in: another may be told of in the same channel', () => {
    const inCluster = (cluster: string | null): Story =>
      alone(one({ diagnosis: { subject: { ...rolloutDiagnosis.subject, cluster } } }));
    expect(text(inCluster('lab'), inCluster('lab'))).toContain('\n\ncluster `lab` · 2 alerts');
    expect(text(inCluster(null))).not.toContain('cluster');
  });

  test('nothing at all when nothing belongs to it', () => {
    expect(refusal(storm() as never)).toBeNull();
    expect(storm().text).not.toContain('Resolved');
  });
});

describe('the details read', () => {
  test('who, why, how it ended, which revision, how many, and what its log says', () => {
    const revision = { number: 7, since: '2026-11-22T13:58:00Z' };
    const { message, told } = composeDetails([one({ diagnosis: { revision }, more: { alerts: 3 } })]);
    expect(told).toBe(1);
    expect(message.text).toBe('Details: 🔴 Investigate · shop/api');
    expect(`\n${toText(message)}\n`).toBe(`
🔴 shop/api · exits by itself.
cause \`app-exit\`, ending \`killed-after-grace\`, revision 7 since 2026-11-22 13:58:00 UTC; 1 pod, 3 alerts
fatal: api lost its config

cluster \`lab\`
`);
  });

  test('on a locked phone by verdict, the worst first, and what came back as that', () => {
    const { message } = composeDetails([
      one({ name: 'web', more: { verdict: 'expected' } }),
      one({ name: 'cron', more: { verdict: 'undetermined' } }),
      one({ name: 'api' }),
      one({ name: 'mail', more: { reopened: 1 } }),
      one({ name: 'db', more: { resolvedAt: '2026-11-22T14:20:00Z' } }),
    ]);
    expect(message.text).toBe(
      'Details: 🔴 Investigate · shop/api, shop/db; 🔴 Investigate again · shop/mail; ⚪ Undetermined · shop/cron; 🟢 Expected · shop/web',
    );
  });

  test('without what is not known', () => {
    const subject = { ...rolloutDiagnosis.subject, cluster: null };
    const { message } = composeDetails([one({ diagnosis: { subject, cause: null, log: null, revision: null } })]);
    expect(toText(message)).toBe(
      '🔴 shop/api · exits by itself.\ncause not determined, ending `killed-after-grace`; 1 pod, 1 alert',
    );
  });

  test('the line that tells most, and the last one where none does', () => {
    const log = (...lines: string[]) => ({
      path: '/log',
      run: 'stopped' as const,
      lines: lines.map((line) => ({ at: '', text: line })),
    });
    const shown = (...lines: string[]) => toText(composeDetails([one({ diagnosis: { log: log(...lines) } })]).message);
    expect(shown('up', 'fatal: no config', 'bye')).toMatch(/\nfatal: no config\n\ncluster/);
    expect(shown('up', 'bye')).toMatch(/\nbye\n\ncluster/);
  });

  test('as many as one message takes, and the rest on the next pages, each once', () => {
    const all = many(120);
    const texts = pages(all).map(toText);
    expect(texts.length).toBeGreaterThan(1);
    for (const { title } of all) expect(texts.filter((page) => page.includes(`shop/${title} `))).toHaveLength(1);
  });
});

const hostile = fc.oneof(
  fc.constantFrom('x', '&', '`', '*_~', '\u202e', '<!channel> ', 'a b ', '```').map((piece) => piece.repeat(3000)),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<@U1>',
        '<http://a.b|c>',
        '```',
        '`',
        '*',
        '_x_',
        '&lt;',
        '\u202e',
        '\n',
        '> ',
        ' w ',
      ),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join('')),
);
const token = /<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[\d :-]{19} UTC>/g;

/** What holds for every message, whatever is in it. */
function expectFit(message: Message): void {
  const { text: first, blocks, attachments } = message;
  expect(refusal({ text: first, blocks, attachments } as never)).toBeNull();
  expect(JSON.stringify(message).length).toBeLessThanOrEqual(limits.total);
  const all = [...blocks, ...attachments.flatMap((a) => a.blocks)];
  expect(all.length).toBeLessThanOrEqual(limits.blocks);
  for (const said of [first, ...attachments.map((a) => a.fallback), ...all.flatMap(textsOf)]) {
    expect(said.replace(token, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(said.isWellFormed()).toBe(true);
    expect((said.match(/```/g)?.length ?? 0) % 2).toBe(0);
  }
}

describe.each([1, 50, 500])('of %i incidents', (n) => {
  const revisionOf = (at: number) => ({ number: 3000 + at, since: '2026-11-22T13:58:00Z' });

  test('every name stands in the list or in the thread, and so do its revision and its log line', () => {
    const incidents = many(n, (at) => ({ diagnosis: { revision: revisionOf(at) } }));
    const said = [storm(...incidents.map(alone)), ...pages(incidents)];
    for (const message of said) expectFit(message);
    const whole = said.map(toText).join('\n');
    for (const [at, { title }] of incidents.entries()) {
      expect(whole).toContain(`shop/${title}`);
      expect(whole).toContain(`revision ${3000 + at} since `);
      expect(whole).toContain(`fatal: ${title} lost its config`);
    }
    expect(whole).not.toContain('Left out');
  });

  test('names as long as Kubernetes allows, and lines as long as programs write, are no reason to leave one out', () => {
    const long = 'l'.repeat(230);
    const incidents = many(n, (at) => ({
      name: `w-${1000 + at}x-${long}`,
      namespace: 'n'.repeat(63),
      diagnosis: { revision: revisionOf(at), summary: `${long} ended.`.slice(0, 200) },
    }));
    const told = pages(incidents);
    for (const message of [storm(...incidents.map(alone)), ...told]) expectFit(message);
    const whole = told.map(toText).join('\n');
    for (const [at, { title }] of incidents.entries()) {
      expect(whole).toContain(title);
      expect(whole).toContain(`revision ${3000 + at} since `);
    }
    expect(whole).not.toContain('Left out');
  });

  test('no name, no summary and no log line, whatever it holds, mentions, links, breaks out or outgrows Slack', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        const log = { path: a, run: 'stopped' as const, lines: [{ at: '', text: c }] };
        const incidents = many(n, () => ({ name: a, namespace: b, diagnosis: { summary: c, log } }));
        const [half, rest] = [incidents.slice(0, n / 2), incidents.slice(n / 2)];
        const shared =
          half.length > 1 ? [{ clause: b, verdict: 'investigate' as const, incidents: half }] : half.map(alone);
        expectFit(storm(...shared, ...rest.map(alone)));
        for (const message of pages(incidents.slice(0, 60))) expectFit(message);
      }),
      { numRuns: 15 },
    );
  }, 20_000);
});
