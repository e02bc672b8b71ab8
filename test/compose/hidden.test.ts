import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, textsOf } from '../../src/compose/blocks.ts';
import { composeIncident, firstLine } from '../../src/compose/compose.ts';
import { composeDeployment, composeWindowDigest, speaksUp } from '../../src/compose/deployment.ts';
import { composeDigest } from '../../src/compose/digest.ts';
import { composeStorm } from '../../src/compose/storm.ts';
import { toText } from '../../src/compose/text.ts';
import type { DeploymentReport, DeploymentWindow, EndingId, HiddenStop, Message } from '../../src/types.ts';
import {
  deployment,
  digestOf,
  drained,
  hiddenStop,
  killedAt,
  replaced,
  reportOf,
  running,
  shutdown,
} from '../support/hidden.ts';
import { incident } from './incidents.ts';

const marks = (message: Message): (string | undefined)[] => [
  message.text.split(' · ')[0],
  message.attachments[0]?.color,
];
const green = '#2eb67d';
const amber = '#f2a33a';
const red = '#e01e5a';

describe('a digest', () => {
  const line = (hidden: HiddenStop[]): string => composeDigest(digestOf(hidden)).text;

  test.each<[string, Partial<HiddenStop>, string]>([
    ['a grace that is unknown', { graceSeconds: null }, 'both stopped in time, slowest 2 s.'],
    ['times that are unknown', { tookSeconds: null }, 'both stopped in time.'],
    ['ends that nobody saw', { ending: 'unknown', tookSeconds: null }, 'the end of both was not seen.'],
    [
      'kills',
      { ending: 'killed-after-grace', tookSeconds: 30 },
      'both had to be killed when their grace ended, slowest 30 s of 30 s.',
    ],
    [
      'memory',
      { ending: 'oom-killed', cause: 'oom-killed' },
      '2 pods killed for memory, 02:01–02:02 UTC, both were killed for memory.',
    ],
    ['starts that failed', { ending: 'never-started', tookSeconds: null }, 'both could not start.'],
    ['signals', { ending: 'signalled', exitCode: 139 }, 'both ended by a signal (exit 139).'],
    ['no cause', { cause: null }, '2 pods stopped for a reason that was not found, 02:01–02:02 UTC, both'],
    ['alerts that name no pod', { pod: null }, 'node-7: 2 stops drained, 02:01–02:02 UTC, both'],
  ])('speaks of %s', (_name, changes, said) => {
    expect(line([1, 2].map((n) => drained(n, 'web', n, changes)))).toContain(said);
  });

  test('counts pods once and says how many stops they had', () => {
    const sidecars = [1, 2].flatMap((n) => ['app', 'proxy'].map((container) => drained(n, 'web', n, { container })));
    expect(line(sidecars)).toContain('2 pods (4 stops) drained');
  });

  test('of one stop is that stop’s own sentence', () => {
    expect(line([drained(1, 'web', 4)])).toBe(`🟢 Expected · ${drained(1, 'web', 4).summary}`);
  });

  test('is green only for what was expected and is over', () => {
    const [one, two] = [drained(1, 'web', 1), drained(2, 'web', 2)];
    expect(marks(composeDigest(digestOf([one, two])))).toEqual(['🟢 Expected', green]);
    expect(marks(composeDigest(digestOf([one, { ...two, verdict: 'investigate' }])))[0]).toBe('⚪ Kept quiet');
    expect(marks(composeDigest(digestOf([one, { ...two, raised: 'raised by hand' }])))[0]).toBe('⚪ Kept quiet');
  });

  test('names every rule that hid something, and what fires still', () => {
    const text = toText(
      composeDigest(
        digestOf([
          drained(1, 'web', 1),
          drained(2, 'web', 2, { rule: 'night', reason: 'muted by night', firing: true, alerts: 3 }),
        ]),
      ),
    );
    expect(text).toContain('• rule `night`, 1 stop: muted by night');
    expect(text).toContain('• rule `expected`, 1 stop: expected (node-drain)');
    expect(text).toContain('• alerts of 1 stop had not resolved when this was written');
    expect(text).toContain('2 stops, 4 alerts');
  });

  test('of four hundred workloads keeps its counts and says how many it does not list', () => {
    const many = Array.from({ length: 400 }, (_, n) => drained(n, `workload-${n}`, n % 60));
    const message = composeDigest(digestOf(many));
    expect(message.text).toContain('400 pods of 400 workloads drained');
    expect(toText(message)).toContain('• and 385 more workloads');
    expect(toText(message)).toContain('400 stops, 400 alerts');
  });
});

describe('a deployment’s own message', () => {
  const old = [shutdown('web-1'), shutdown('web-2')];
  test.each<[string, Partial<DeploymentReport>, string, string]>([
    ['that runs', { window: running() }, '🚀 Deploying', '#1d9bd1'],
    ['that is done', { shutdowns: old }, '🟢 Deployed', green],
    ['in which a container was killed', { shutdowns: [...old, killedAt('web-3', 8)] }, '🟠 Deployed', amber],
    ['in which one was slow', { shutdowns: [shutdown('web-3', { tookSeconds: 25 })] }, '🟠 Deployed', amber],
    ['in which a stop was told', { shutdowns: old, told: 1 }, '🟠 Deployed', amber],
    ['that runs and kills', { window: running(), shutdowns: [killedAt('web-3', 8)] }, '🟠 Deploying', amber],
    ['that is stuck', { window: deployment({ state: 'stuck' }), shutdowns: [killedAt('web-3', 8)] }, '🔴 Stuck', red],
    ['that was given up', { window: deployment({ state: 'aborted' }) }, '⚪ Aborted', '#8d949e'],
  ])('%s', (_name, changes, word, color) => {
    expect(marks(composeDeployment(reportOf(changes)))).toEqual([word, color]);
  });

  test.each<[string[], string]>([
    [[], 'namespace shop v1.10: '],
    [['web'], 'web v1.10: '],
    [['Deployment/web', 'StatefulSet/db', 'api'], 'web, db, api v1.10: '],
    [['a', 'b', 'c', 'd'], 'a, b and 2 more v1.10: '],
  ])('of %j names %s', (workloads, named) => {
    expect(composeDeployment(reportOf({ window: deployment({ workloads }) })).text).toContain(` · ${named}`);
  });

  test('links where it runs, and nowhere that only looks like it', () => {
    const links = (url: string): string => JSON.stringify(composeDeployment(reportOf({ window: deployment({ url }) })));
    expect(links('https://ci.example.com/4711')).toContain('<https://ci.example.com/4711|ci.example.com>');
    for (const url of ['javascript:alert(1)', 'https://ci@evil.example/', 'no address'])
      expect(links(url)).not.toContain(url.slice(0, 12));
  });

  test('does not claim what was not seen', () => {
    const text = composeDeployment(
      reportOf({ shutdowns: old, unseen: 'one pod was gone before it was looked at' }),
    ).text;
    expect(text).toContain('both containers seen stopped in time');
  });

  test('that nobody announced and nobody saw the end of owes no finish to anybody', () => {
    const nobody = { url: null, actor: null, version: null };
    const ended = { state: 'expired', endedAt: '2026-11-22T16:02:00Z', closesAt: '2026-11-22T16:02:00Z' } as const;
    const id = 'shop/Deployment/payments-api@42';
    const window = deployment({ id, kind: 'observed', ...nobody, ...ended });
    const text = toText(composeDeployment(reportOf({ window })));
    expect(text).toContain(
      '⚪ Expired · payments-api: revision 41 → 42, not seen to be done in 2 hours, its window closed by itself.',
    );
    expect(text).toContain('• how far it is: `kubectl -n shop rollout status deployment/payments-api --watch=false`');
    expect(text).not.toMatch(/finish|pipeline/);
  });

  test('gives no command with a name in it that a shell would take for more', () => {
    const window = deployment({ state: 'stuck', workloads: ['Deployment/web;reboot'] });
    expect(toText(composeDeployment(reportOf({ window })))).not.toContain('kubectl');
  });
});

describe('the digest of a deployment', () => {
  test.each<[DeploymentWindow['state'], string]>([
    ['finished', 'payments-api: its deployment (revision 41 → 42) is over'],
    ['aborted', 'payments-api: its deployment (revision 41 → 42, aborted) is over'],
    ['expired', 'payments-api: the window of its deployment (revision 41 → 42, expired) is over'],
    ['stuck', 'payments-api: the window of its deployment (revision 41 → 42, stuck) is over'],
  ])('that is %s says what is over', (state, said) => {
    expect(composeWindowDigest(reportOf({ window: deployment({ state }) })).text).toContain(said);
  });

  test.each<[string, Partial<DeploymentReport>, string]>([
    ['that went well', { shutdowns: [shutdown('web-1')] }, '🟢 Deployed'],
    ['that hid what went well', { hidden: [replaced(1)] }, '🟢 Expected'],
    ['that hid, and in which a stop was told', { hidden: [replaced(1)], told: 1 }, '⚪ Kept quiet'],
    ['that hid nothing, and in which one was told', { told: 1 }, '🟠 Deployed'],
    ['that killed', { shutdowns: [killedAt('web-1', 8)] }, '🟠 Investigate'],
    ['that was slow', { shutdowns: [shutdown('web-1', { tookSeconds: 25 })] }, '🟠 Close call'],
    ['that is stuck', { window: deployment({ state: 'stuck' }) }, '🔴 Stuck'],
    ['of which a stop is told after all', { hidden: [replaced(1, { raised: 'still fires' })] }, '⚪ Kept quiet'],
  ])('%s', (_name, changes, word) => {
    expect(marks(composeWindowDigest(reportOf(changes)))[0]).toBe(word);
  });

  test('tells each workload how much time to give it', () => {
    const hidden = [
      hiddenStop({ pod: 'db-0', workload: 'StatefulSet/db', ending: 'killed-after-grace', graceSeconds: 60 }),
    ];
    const window = deployment({ workloads: ['Deployment/web', 'StatefulSet/db'] });
    const text = toText(composeWindowDigest(reportOf({ window, hidden, shutdowns: [killedAt('web-1', 8)] })));
    expect(text).toContain(
      `patch statefulset db -p '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":120}}}}'`,
    );
    expect(text).toContain('if it needs the time: raise `terminationGracePeriodSeconds` where its spec is made');
  });

  test('names the one that came closest to its grace, where another was slower', () => {
    const shutdowns = [
      shutdown('web-1', { tookSeconds: 20, graceSeconds: 60 }),
      shutdown('web-2', { tookSeconds: 5, graceSeconds: 6 }),
    ];
    const message = composeWindowDigest(reportOf({ shutdowns }));
    expect(message.text).toContain('a shutdown took 5 s of its 6 s grace (83 %)');
    expect(toText(message)).toContain(
      'slowest 20 s of 60 s (`web-1`), closest to its grace 5 s of 6 s, 83 % (`web-2`)',
    );
  });
});

describe('an incident that is told after all', () => {
  const raised = {
    hiddenAt: '2026-11-22T14:03:00Z',
    why: 'its alert still fires 5 minutes after the deployment ended',
  };
  const expected = incident({ verdict: 'expected', summary: 'sessions: a pod was replaced.' }, { raised });

  test('is never green, and says first why', () => {
    expect(firstLine(expected)).toBe(
      '🟠 Look again · sessions: its alert still fires 5 minutes after the deployment ended. Hidden before, as expected: a pod was replaced.',
    );
    for (const more of [{}, { reopened: 2 }, { resolvedAt: '2026-11-22T15:00:00Z' }])
      expect(JSON.stringify(composeIncident({ ...expected, ...more }))).not.toMatch(/🟢|#2eb67d|again again/);
  });

  test.each([
    ['resolved', { resolvedAt: '2026-11-22T15:00:00Z' }, '✅ Resolved · Look again'],
    ['came back', { reopened: 1 }, '🟠 Look again'],
  ])('does not say that its alert still fires once it has %s', (_name, more, look) => {
    const over = { ...expected, ...more };
    expect(firstLine(over)).toContain(
      `${look} · sessions: its alert still fired 5 minutes after the deployment ended. Hidden before, as expected: a pod`,
    );
    expect(toText(composeIncident(over))).not.toContain('still fires');
  });

  test('keeps its verdict when it was not expected', () => {
    expect(firstLine(incident({ summary: 'sessions crashes.' }, { raised }))).toBe(
      '🔴 Investigate · sessions crashes. Told now, hidden before: its alert still fires 5 minutes after the deployment ended.',
    );
  });

  test('says how to see how its workload stands now', () => {
    expect(toText(composeIncident(expected))).toContain(
      '• how it stands now: `kubectl -n shop rollout status deployment/sessions --watch=false`',
    );
    expect(toText(composeIncident(incident({}, { raised })))).not.toContain('how it stands now');
  });

  test('that tells of another stop now is not green, and does not say that this one was hidden', () => {
    const of = { ...expected, raised: { ...raised, stop: 'another' } };
    expect(firstLine(of)).toBe(
      '🟠 Look again · sessions: a pod was replaced. Another of its stops was hidden before, told now: its alert still fires 5 minutes after the deployment ended.',
    );
    const worse = incident({ summary: 'sessions crashes.' }, { raised: of.raised });
    expect(firstLine(worse)).toBe('🔴 Investigate · sessions crashes.');
    expect(toText(composeIncident(worse))).toContain('another of its stops was hidden from 2026-11-22 14:03:00 UTC on');
  });

  test('stands out in a storm', () => {
    const stories = [{ clause: null, verdict: 'expected' as const, incidents: [expected] }];
    const storm = { stories, isOwn: () => false, openedAt: raised.hiddenAt, lastSeenAt: raised.hiddenAt };
    expect(toText(composeStorm(storm))).toContain('• 🟠 `shop/sessions` (2 pods): its alert still fires 5 minutes');
  });
});

describe('whatever the data says', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<@U1>',
        '<http://x|y>',
        '```',
        '`',
        '*',
        '_',
        '&',
        '\n',
        '\u202e',
        'word ',
        'a/b',
        '|',
        '>',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(''));
  const endings: EndingId[] = [
    'stopped-in-time',
    'killed-after-grace',
    'oom-killed',
    'exited',
    'signalled',
    'never-started',
    'unknown',
  ];
  const optional = fc.option(nasty);
  const stop = fc.record({
    namespace: optional,
    workload: optional,
    pod: optional,
    container: optional,
    node: optional,
    cause: optional,
    ending: fc.constantFrom(...endings),
    rule: nasty,
    reason: nasty,
    summary: nasty,
    raised: optional,
    firing: fc.boolean(),
    tookSeconds: fc.option(fc.nat(100)),
    graceSeconds: fc.option(fc.nat(100)),
  });
  const hidden = fc
    .array(stop, { maxLength: 60 })
    .map((all) => all.map((changes, id) => hiddenStop({ ...changes, id })));
  const words = fc.record({ title: nasty, version: nasty, actor: nasty, url: nasty, id: nasty, unseen: optional });
  const state = fc.constantFrom('running', 'finished', 'aborted', 'expired', 'stuck');

  test('messages stay within Slack’s limits, and nothing in them mentions, links or flips', () => {
    fc.assert(
      fc.property(hidden, words, state, (all, said, how) => {
        const { title, unseen, ...changes } = said;
        const workloads = all.slice(0, 20).flatMap(({ workload }) => workload ?? []);
        const window = deployment({ ...changes, workloads, state: how, namespace: title });
        const report = reportOf({ window, hidden: all, unseen, shutdowns: all.map((one) => killedAt(one.reason, 9)) });
        for (const message of [
          composeDigest(digestOf(all, { title })),
          composeDeployment(report),
          composeWindowDigest(report),
        ]) {
          const blocks = [...message.blocks, ...message.attachments.flatMap((a) => a.blocks)];
          expect(blocks.length).toBeLessThanOrEqual(limits.blocks);
          expect(JSON.stringify(message).length).toBeLessThanOrEqual(limits.total);
          for (const text of [message.text, ...blocks.flatMap(textsOf)])
            expect(text.replace(/<!date\^[^>]*>/g, '')).not.toMatch(/[<>\u202e]/);
        }
        expect(speaksUp(report)).toBe(all.length > 0);
      }),
      { numRuns: 80 },
    );
  });
});
