import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderPage, type PageView } from '../../src/page/page.tsx';
import { type DeskPart, joined, type WindowPart } from '../../src/page/view.ts';
import type { DeploymentWindow, HiddenStop } from '../../src/types.ts';
import { deployment, drained, hiddenStop, running } from '../support/hidden.ts';

const now = '2026-11-22T14:30:00Z';
const none: DeskPart = {
  incidents: [],
  deadLetters: [],
  rejected: [],
  hidden: [],
  hiddenCount: 0,
  windows: [],
  token: null,
};
const page = (part: Partial<DeskPart>, cluster = 'lab'): string => renderPage(viewOf({ [cluster]: part }));
const viewOf = (parts: Record<string, Partial<DeskPart>>): PageView => ({
  ...joined(Object.entries(parts).map(([cluster, part]) => ({ cluster, part: { ...none, ...part } }))),
  slack: 'C1',
  settings: null,
  now,
});
const hidden = (...stops: HiddenStop[]): Partial<DeskPart> => ({ hidden: stops, hiddenCount: stops.length });
const windows = (...all: DeploymentWindow[]): Partial<DeskPart> => ({
  windows: all.map((window) => ({ window, hidden: 0, told: 0 })),
});

describe('what was kept quiet', () => {
  test('is listed with when, whom, what, and by which rule and why', () => {
    const html = page(hidden(drained(7, 'web', 4, { alerts: 3 })));
    expect(html).toContain('<h2 id="hidden">Kept quiet (1)</h2>');
    expect(html).toContain('<strong>Expected</strong> · web: a pod was evicted');
    expect(html).toContain(
      '<time datetime="2026-11-22T02:04:00Z">2026-11-22 02:04:00 UTC</time> · <code>shop/Deployment/web</code> · rule <code>expected</code>: expected (node-drain), outside of any deployment window · goes to a digest · 3 alerts',
    );
  });

  test('can be told by a button that needs no script', () => {
    const html = page(hidden(drained(7, 'web', 4)));
    expect(html).toContain('<form method="post" action="/raise">');
    expect(html).toContain('<input type="hidden" name="cluster" value="lab"/>');
    expect(html).toContain('<input type="hidden" name="hidden" value="7"/>');
    expect(html).toMatch(
      /<button aria-label="Make an incident of it: web: a pod [^"]*">Make an incident of it<\/button>/,
    );
  });

  test('and was told after all says why, and has no button', () => {
    const html = page(hidden(hiddenStop({ raised: 'its alert still fires 5 minutes after the deployment ended' })));
    expect(html).toContain(
      '<strong>An incident after all:</strong> its alert still fires 5 minutes after the deployment ended',
    );
    expect(html).not.toContain('/raise');
  });

  test('and fires still says so', () => {
    expect(page(hidden(hiddenStop({ firing: true })))).toContain(' · still fires');
    expect(page(hidden(hiddenStop()))).not.toContain('still fires');
  });

  test('is shown newest first, fifty of five hundred, with the number of the others', () => {
    const stops = Array.from({ length: 500 }, (_, n) =>
      hiddenStop({ id: n, summary: `stop ${n}.`, at: new Date(Date.parse(now) - (499 - n) * 60_000).toISOString() }),
    );
    const html = page({ hidden: stops.slice(-120), hiddenCount: 500 });
    expect(html.match(/action="\/raise"/g)).toHaveLength(50);
    expect([...html.matchAll(/ · stop (\d+)\.<\/p>/g)].map((match) => Number(match[1]))).toEqual(
      Array.from({ length: 50 }, (_, i) => 499 - i),
    );
    expect(html).toContain('Kept quiet (500)');
    expect(html).toContain('and 450 older ones');
  });

  test('is of the cluster that its button names, where there are several', () => {
    const html = renderPage(viewOf({ eu: hidden(hiddenStop({ id: 1 })), us: hidden(hiddenStop({ id: 1 })) }));
    expect([...html.matchAll(/name="cluster" value="(\w+)"/g)].map((match) => match[1])).toEqual(['eu', 'us']);
    expect(html).toContain('</code> in us · rule ');
    expect(html).toContain('Kept quiet (2)');
  });

  test('is no section where nothing was', () => {
    expect(page({})).not.toContain('Kept quiet');
    expect(page({})).not.toContain('Deployment windows');
  });

  test('is something that came in: the page does not teach how to begin', () => {
    expect(page(hidden(hiddenStop()))).not.toContain('No incident yet');
    expect(page(windows(running()))).toContain('No incident yet');
  });

  test('of an alert that names nothing is listed, too', () => {
    expect(page(hidden(hiddenStop({ namespace: null, workload: null, pod: null })))).toContain(
      'an alert that names no workload',
    );
  });
});

describe('a deployment window', () => {
  test('says how it stands, of whom, since when and until when, by whom and where', () => {
    const change = 'image `app:v1.9` → `app:v1.10`';
    const rollout = { from: 41, to: 42, change, startedAt: now, state: 'running', endedAt: null } as const;
    const html = page({ windows: [{ window: running({ rollout }), hidden: 1, told: 2 }] });
    expect(html).toContain(
      '<strong>Deploying</strong> · <code>shop/Deployment/payments-api</code> · v1.10 · revision 41 → 42 (image <code>app:v1.9</code> → <code>app:v1.10</code>)',
    );
    expect(html).toContain(
      '1 stop kept quiet · 2 stops not expected (see the incidents) · since <time datetime="2026-11-22T14:02:00Z">2026-11-22 14:02:00 UTC</time> · open until <time datetime="2026-11-22T15:02:00Z">2026-11-22 15:02:00 UTC</time> at the latest · announced as build-4711 by jane',
    );
    expect(html).toContain('<a href="https://ci.example.com/shop/builds/4711" rel="noreferrer">ci.example.com</a>');
  });

  test.each<[Partial<DeploymentWindow>, string]>([
    [{ state: 'finished' }, '<strong>Finished</strong>'],
    [{ state: 'expired' }, '<strong>Expired without a finish</strong>'],
    [{ state: 'stuck' }, '<strong>Stuck: its controller gave up</strong>'],
    [{ state: 'aborted' }, '<strong>Aborted</strong>'],
    [{ kind: 'observed' }, 'a rollout that the cluster shows'],
    [{ workloads: [] }, 'all of <code>shop</code>'],
    [{ closesAt: '2026-11-22T14:10:00Z' }, '</time> to <time datetime="2026-11-22T14:10:00Z">'],
    [{ closesAt: '2026-11-22T14:35:00Z' }, 'open until <time datetime="2026-11-22T14:35:00Z">'],
  ])('%j reads %s', (changes, shown) => {
    expect(page(windows(deployment(changes)))).toContain(shown);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://ci@evil.example/x', 'builds/4711'])(
    'links nowhere for %s',
    (url) => {
      expect(page(windows(deployment({ url })))).not.toContain('<a ');
    },
  );

  test('without a stop says nothing of stops', () => {
    expect(page(windows(running()))).toContain('<p class="small">since <time');
  });

  test.each<[string, Partial<WindowPart>, boolean]>([
    ['is open', { window: running() }, false],
    ['still settles', { window: deployment({ closesAt: '2026-11-22T14:35:00Z' }) }, false],
    ['got stuck', { window: deployment({ state: 'stuck' }) }, false],
    ['expired', { window: deployment({ state: 'expired' }) }, false],
    ['had a stop that was kept quiet', { hidden: 1 }, false],
    ['had one that was told', { told: 1 }, false],
    ['ended without any', {}, true],
    ['was aborted without any', { window: deployment({ state: 'aborted' }) }, true],
  ])('that %s (%j) is folded away: %s', (_, report, folded) => {
    const [, section = ''] = page({ windows: [{ window: deployment(), hidden: 0, told: 0, ...report }] }).split(
      '<h2 id="windows">',
    );
    expect(section.includes('<summary>1 that closed, without a stop in them</summary>')).toBe(folded);
    expect(section).toContain('announced as build-4711');
  });

  test('that closes last comes first, fifty at most', () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      deployment({ id: `build-${n}`, closesAt: new Date(Date.parse(now) + n * 1000).toISOString() }),
    );
    const ids = [...page(windows(...many)).matchAll(/announced as build-(\d+)/g)].map((match) => Number(match[1]));
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([50, 59, 10]);
    expect(page(windows(...many))).toContain('and 10 that closed earlier');
  });
});

test('no data of a hidden stop or of a window becomes markup', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '<img src=x onerror=y>',
        '"',
        "'",
        '`',
        '&lt;',
        '</ul>',
        '{',
        '\n',
        'word ',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(''));
  const tags = (html: string): Set<string> => new Set([...html.matchAll(/<(\/?\w+)/g)].map((match) => match[1] ?? ''));
  const usual = tags(page({ ...hidden(hiddenStop(), hiddenStop({ raised: 'x' })), ...windows(deployment()) }));
  fc.assert(
    fc.property(nasty, nasty, fc.boolean(), (a, b, told) => {
      const stop = hiddenStop({
        summary: a,
        reason: b,
        rule: a,
        workload: b,
        namespace: a,
        at: b,
        raised: told ? a : null,
      });
      const window = deployment({
        id: a,
        version: b,
        actor: a,
        url: `https://ci/${b}`,
        workloads: [a],
        namespace: b,
        closesAt: a,
      });
      const html = page({ ...hidden(stop), ...windows(window) }, a || 'lab');
      expect(html.match(/<script/g)).toHaveLength(1);
      for (const tag of tags(html)) expect(usual).toContain(tag);
    }),
    { numRuns: 60 },
  );
});
