import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeIncident, composeLog } from '../../src/compose/compose.ts';
import { renderPage, type PageView } from '../../src/page/page.tsx';
import { joined } from '../../src/page/view.ts';
import { script, scriptHash } from '../../src/page/script.ts';
import { receive } from '../../src/receive/receive.ts';
import type { Incident } from '../../src/types.ts';
import { because, incident } from '../compose/incidents.ts';

const now = '2026-11-22T14:30:00Z';
const nothing = { incidents: [], deadLetters: [], rejected: [], hidden: [], hiddenCount: 0, windows: [], tokens: [] };
const empty: PageView = { ...nothing, clusters: ['lab'], slack: 'page', settings: null, now };

/** What a shell sends for the page's command. */
function pasted(page: string): string {
  const shown = /<code data-address[^>]*>(curl [^<]*)<\/code>/.exec(page)?.[1] ?? '';
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  const command = shown.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
  return execFileSync('sh', ['-c', `curl() { for last; do :; done; printf %s "$last"; }\n${command}`], {
    encoding: 'utf8',
  });
}

function view(...incidents: Incident[]): PageView {
  return {
    ...empty,
    slack: '#alerts',
    incidents: incidents.map((one, at) => {
      const log = composeLog(one);
      return {
        id: at + 1,
        incident: one,
        message: composeIncident(one),
        thread: log ? [log] : [],
        delivery: { state: 'posted', error: null, storm: null },
      };
    }),
  };
}

describe('settings', () => {
  test('that were refused are told with why, and since when the ones in force are', () => {
    const since = '2026-11-22T10:00:00Z';
    const html = renderPage({ ...empty, settings: { at: now, since, problems: ['lastword.yaml:1:1: <b>', 'two'] } });
    expect(html).toContain('<h2>Settings</h2>');
    expect(html).toMatch(/refused <time datetime="2026-11-22T14:30:00.*read <time datetime="2026-11-22T10:00:00/);
    expect(html).toContain('<li>lastword.yaml:1:1: &lt;b&gt;</li><li>two</li>');
  });

  test('that are in force need no words', () => {
    expect(renderPage(empty)).not.toContain('Settings');
  });
});

describe('a Slack token', () => {
  const trouble = { what: 'the token in SLACK_BOT_TOKEN was revoked (token_revoked)', todo: 'Copy <it>.', since: now };

  test('of which something is wrong is told with what to do, above all else', () => {
    const html = renderPage({ ...view(incident()), tokens: [trouble] });
    expect(html).toContain('<section class="warn" aria-label="Slack">');
    expect(html).toContain('was revoked (token_revoked). Copy &lt;it&gt;.</li>');
    expect(html.indexOf('aria-label="Slack"')).toBeLessThan(html.indexOf('<article'));
  });

  test('that is well needs no words', () => {
    expect(renderPage(view(incident()))).not.toContain('aria-label="Slack"');
  });

  test('of several clusters is told once, since the first of them knew', () => {
    const part = { incidents: [], deadLetters: [], rejected: [], hidden: [], hiddenCount: 0, windows: [] };
    const of = (since: string, what = trouble.what) => ({ ...part, token: { ...trouble, what, since } });
    const { tokens } = joined([
      { cluster: 'eu', part: of(now) },
      { cluster: 'us', part: of('2026-11-22T12:00:00+01:00') },
      { cluster: 'ap', part: { ...part, token: null } },
      { cluster: 'sa', part: of(now, 'another') },
    ]);
    expect(tokens.map(({ what, since }) => [what, since])).toEqual([
      [trouble.what, '2026-11-22T12:00:00+01:00'],
      ['another', now],
    ]);
  });
});

describe('an incident', () => {
  const html = renderPage(view(incident()));

  test('is shown as Slack shows it, verdict first and in words', () => {
    expect(html).toContain(
      '<h2 id="incident-0">🔴 Investigate · sessions: 2 of 2 old pods were killed during the rollout to revision 2.</h2>',
    );
    expect(html).toContain(
      '<h3>Why</h3><ul><li>told to stop at <time datetime="2026-11-22T14:02:10.000Z">2026-11-22 14:02:10 UTC</time>, ended 8 s later',
    );
    expect(html).toContain('(<code>terminationGracePeriodSeconds</code>)');
    expect(html).toContain('border-left-color: #e01e5a');
    expect(html).toContain('posted to #alerts');
  });

  test('shows its log in the thread, exactly and escaped', () => {
    expect(html).toContain('<summary>Thread: 1 reply</summary>');
    expect(html).toContain(
      '14:02:10 Received SIGTERM, waiting for job 8812\n14:02:11 still waiting &#39;&#39;&#39;&lt;!channel&gt;</code></pre>',
    );
  });

  test('shows each because with where it was read', () => {
    expect(html).toContain('<code>/api/v1/namespaces/shop/pods/sessions-7d9f-x2k4z</code>');
    expect(html).toContain(
      '<dt>field</dt><dd><code>status.phase</code></dd><dt>value</dt><dd><code>Running</code></dd>',
    );
    expect(html).toContain('<li>node: nodes is forbidden to lastword (403)');
  });

  test('comes before the older ones', () => {
    const older = incident({ summary: 'the older one' }, { lastSeenAt: '2026-11-22T13:00:00Z' });
    const newer = incident({ summary: 'the newer one' }, { lastSeenAt: '2026-11-22T14:20:00Z' });
    const page = renderPage(view(older, newer));
    expect(page.indexOf('the newer one')).toBeLessThan(page.indexOf('the older one'));
    expect(page).toContain('id="incident-1"');
  });

  test('that was not posted says so in words', () => {
    const [one] = view(incident()).incidents;
    if (!one) throw new Error('no incident');
    const withState = (state: 'waiting' | 'dead', error: string | null): string =>
      renderPage({ ...view(), incidents: [{ ...one, delivery: { state, error, storm: null } }] });
    expect(withState('waiting', null)).toContain('waiting to be posted to #alerts');
    expect(withState('dead', 'channel_not_found')).toContain(
      'could not be posted to #alerts: channel_not_found – there is no such channel',
    );
    expect(renderPage({ ...view(incident()), slack: 'page' })).toContain('shown here only');
  });
});

test('dead letters and alerts that were set aside stand above the incidents', () => {
  const page = renderPage({
    ...view(incident()),
    deadLetters: [{ delivery: 'd-1', title: 'sessions', error: 'is_archived', at: now }],
    rejected: [{ at: now, reason: 'alerts[0].startsAt: Invalid ISO datetime <b>' }],
  });
  expect(page.indexOf('sessions: is_archived')).toBeLessThan(page.indexOf('<article'));
  expect(page).toContain('alerts[0].startsAt: Invalid ISO datetime &lt;b&gt;');
  expect(renderPage(view(incident()))).not.toContain('Not delivered');
});

describe('the empty page', () => {
  test('teaches what to send where', () => {
    const page = renderPage(empty);
    expect(page).toContain('No incident yet');
    expect(page).toContain('curl -sS');
    expect(page).toContain('$LASTWORD_URL/webhooks/alertmanager');
    expect(renderPage({ ...empty, clusters: ['eu', 'us'] })).toContain('one of eu, us');
  });

  test('shows a command whose body the receiver takes, as a new alert each time that it is pasted', () => {
    const before = Date.now();
    const batch = receive('alertmanager', pasted(renderPage(empty)));
    const [alert] = batch.ok ? batch.alerts : [];
    expect(batch).toMatchObject({ ok: true, alerts: [{ status: 'firing' }], rejected: [] });
    expect(Math.abs(Date.parse(alert?.startsAt ?? '') - before)).toBeLessThan(60_000);
    const seconds = /^try-(\d+)$/.exec(alert?.fingerprint ?? '')?.[1];
    expect(Math.abs(Number(seconds) * 1000 - before)).toBeLessThan(60_000);
  });
});

test('the policy lets no script run but the page’s own', () => {
  expect(scriptHash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`);
  const page = renderPage(view(incident()));
  expect(page).toContain(`script-src &#39;${scriptHash}&#39;`);
  expect(page).toContain(`<script>${script}</script>`);
  expect(page).not.toMatch(/\son\w+=|javascript:|https?:\/\//);
});

test('the document has its landmarks, its language, a viewport and unique ids', () => {
  const page = renderPage(view(incident(), incident()));
  expect(page.startsWith('<!doctype html><html lang="en">')).toBe(true);
  for (const tag of ['<header>', '<main>', '<footer>', '<h1>', 'name="viewport"', 'prefers-color-scheme: dark'])
    expect(page).toContain(tag);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(2);
});

test('no data becomes markup', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '<img src=x onerror=y>',
        '"',
        "'",
        '`',
        '```',
        '&lt;',
        '*',
        '</pre>',
        '{',
        '\n',
        'word ',
      ),
      { maxLength: 12 },
    )
    .map((p) => p.join(''));
  const tags = (page: string): Set<string> => new Set([...page.matchAll(/<(\/?\w+)/g)].map((match) => match[1] ?? ''));
  const problems = { deadLetters: [{ delivery: 'd-1', title: 'web', error: 'is_archived', at: now }] };
  const usual = tags(renderPage({ ...view(incident()), ...problems }));
  fc.assert(
    fc.property(nasty, nasty, (a, b) => {
      const one = incident(
        {
          summary: a,
          because: [because(b)],
          remediation: [b],
          unchecked: [{ evidence: 'pod', why: a }],
          log: { path: a, run: 'next', lines: [{ at: b, text: a }] },
        },
        { pods: [a, b] },
      );
      const page = renderPage({
        ...view(one),
        deadLetters: [{ delivery: a, title: a, error: b, at: a }],
        rejected: [{ at: a, reason: b }],
        clusters: [a],
        slack: b,
      });
      expect(page.match(/<script/g)).toHaveLength(1);
      for (const tag of tags(page)) expect(usual).toContain(tag);
    }),
    { numRuns: 60 },
  );
});
