import { describe, expect, it } from 'vitest';
import { appended, group, isNews, titleOf } from '../../src/group/group.ts';
import type { Diagnosis, Incident, LogTail, Standing, Verdict } from '../../src/types.ts';
import { diagnosis, incident, log, type Parts } from '../support/incidents.ts';
import { decision, repeated } from '../support/decisions.ts';
import { standing as past } from '../support/standing.ts';
import { at } from '../support/stories.ts';

const said = decision();
const silent = repeated;
const standing = (open: Incident | null, parts: Partial<Standing> = {}): Standing => past({ open, ...parts });
const grown = (
  open: Incident,
  by: Diagnosis,
  decision = said,
  now = at(60),
  before: Partial<Standing> = {},
): Incident => group(by, decision, standing(open, before), [open.key], now);
/** What a list of fifty holds after so many. */
const many = (what: string, n = 50): string[] => Array.from({ length: n }, (_, at) => `${what}-${at}`);

describe('a new incident', () => {
  it('is opened by its first alert', () => {
    expect(group(diagnosis(), said, standing(null), ['key', 'another'], at(0))).toEqual({
      key: 'key',
      title: 'web',
      verdict: 'investigate',
      diagnosis: diagnosis(),
      pods: ['web-1'],
      podCount: 1,
      workloads: ['shop/web'],
      workloadCount: 1,
      stops: ['p-1/app/2026-11-22T18:59:58Z'],
      told: ['oom-killed/oom-killed/app/'],
      alerts: 1,
      reopened: 0,
      openedAt: at(0),
      lastSeenAt: at(0),
      resolvedAt: null,
    });
  });

  it('is over at once when its end came in first', () => {
    expect(group(diagnosis(), said, standing(null, { resolvedAt: at(-5) }), ['key'], at(0)).resolvedAt).toBe(at(-5));
  });

  it('lists no pod when none is known', () => {
    const { pods, podCount } = group(diagnosis({ subject: { pod: null } }), said, standing(null), ['key'], at(0));
    expect([pods, podCount]).toEqual([[], 0]);
  });

  it.each<[sentence: string, parts: Parts, title: string]>([
    ['its workload', {}, 'web'],
    ['its pod where no workload is known', { subject: { workload: null } }, 'web-1'],
    ['the node where that is the story', { scope: 'node', subject: { node: 'node-1' } }, 'node node-1'],
    ['the workload where the node only is where it was', { subject: { node: 'node-1' } }, 'web'],
    [
      'the node where the alert names nothing else',
      { subject: { workload: null, pod: null, node: 'node-1' } },
      'node node-1',
    ],
  ])('is called by %s', (_sentence, parts, title) => {
    expect(titleOf(diagnosis(parts))).toBe(title);
  });
});

describe('an open incident grows', () => {
  it('by pods and stops in order of appearance, each once', () => {
    const second = diagnosis({ subject: { pod: 'web-2', uid: 'p-2' } });
    const after = [second, diagnosis(), second].reduce<Incident>((open, by) => grown(open, by), incident());
    expect(after.pods).toEqual(['web-1', 'web-2']);
    expect(after.stops).toEqual(['p-1/app/2026-11-22T18:59:58Z', 'p-2/app/2026-11-22T18:59:58Z']);
    expect(after.alerts).toBe(4);
  });

  it('keeps its key and its beginning, and says when it was last seen', () => {
    const open = incident();
    expect(grown(open, diagnosis(), said, at(60))).toMatchObject({
      key: open.key,
      openedAt: open.openedAt,
      lastSeenAt: at(60),
    });
  });

  it('lists fifty pods at most, the newest, and counts all of them', () => {
    const after = grown(incident({ pods: many('web'), podCount: 120 }), diagnosis({ subject: { pod: 'one-more' } }));
    expect([after.pods.length, after.pods[0], after.pods.at(-1), after.podCount]).toEqual([
      50,
      'web-1',
      'one-more',
      121,
    ]);
  });

  it('lists fifty stops, workloads and things told at most, too', () => {
    const open = incident({ stops: many('stop'), workloads: many('shop/w'), told: many('told') });
    const { stops, workloads, told } = grown(open, diagnosis());
    for (const list of [stops, workloads, told]) expect(list).toHaveLength(50);
    expect([stops.at(-1), workloads.at(-1), told.at(-1)]).toEqual([
      incident().stops[0],
      'shop/web',
      'oom-killed/oom-killed/app/',
    ]);
  });

  it('a pod that it told of long ago is not counted again, although the list has forgotten it', () => {
    const open = incident({ pods: many('web'), podCount: 120 });
    expect(
      grown(open, diagnosis({ subject: { pod: 'old' } }), said, at(60), { podKnown: true, workloadKnown: true })
        .podCount,
    ).toBe(120);
  });

  it('by a stop of no known pod, no pod is counted', () => {
    expect(grown(incident(), diagnosis({ subject: { pod: null } })).podCount).toBe(1);
  });

  it('leaves the incident it grew from as it was', () => {
    const open = incident();
    const before = structuredClone(open);
    grown(open, diagnosis({ subject: { pod: 'web-2' } }));
    expect(open).toEqual(before);
  });
});

describe('the worst verdict stays, and the story with it', () => {
  const rows: [was: Verdict, comes: Verdict, verdict: Verdict, told: 'old' | 'new'][] = [
    ['expected', 'expected', 'expected', 'new'],
    ['expected', 'undetermined', 'undetermined', 'new'],
    ['expected', 'investigate', 'investigate', 'new'],
    ['undetermined', 'expected', 'undetermined', 'old'],
    ['undetermined', 'investigate', 'investigate', 'new'],
    ['investigate', 'expected', 'investigate', 'old'],
    ['investigate', 'undetermined', 'investigate', 'old'],
    ['investigate', 'investigate', 'investigate', 'new'],
  ];
  it.each(rows)('%s, then %s is %s: the %s story is told', (was, comes, verdict, told) => {
    const open = incident({ verdict: was, diagnosis: diagnosis({ verdict: was, summary: 'old' }) });
    const after = grown(open, diagnosis({ verdict: comes, summary: 'new' }));
    expect([after.verdict, after.diagnosis.summary]).toEqual([verdict, told]);
  });

  it('a repeat counts, and does not change the story', () => {
    const open = incident({ diagnosis: diagnosis({ summary: 'old' }) });
    const after = grown(open, diagnosis({ summary: 'new' }), silent);
    expect([after.alerts, after.diagnosis.summary, after.stops]).toEqual([2, 'old', open.stops]);
  });
});

describe('among equal verdicts the newest diagnosis is told when it tells as much', () => {
  const cause = 'oom-killed';
  type Told = { cause: string | null; log: LogTail | null };
  const rows: [sentence: string, was: Told, comes: Told, told: 'old' | 'new'][] = [
    ['no log, then no log', { cause, log: null }, { cause, log: null }, 'new'],
    ['no log, then a log', { cause, log: null }, { cause, log: log('bye') }, 'new'],
    ['a log, then another', { cause, log: log('bye') }, { cause, log: log('farewell') }, 'new'],
    ['a log, then none', { cause, log: log('bye') }, { cause, log: null }, 'old'],
    ['no cause, then a cause without a log', { cause: null, log: log('bye') }, { cause, log: null }, 'new'],
    ['a cause, then none with a log', { cause, log: null }, { cause: null, log: log('bye') }, 'old'],
  ];
  it.each(rows)('%s', (_sentence, was, comes, told) => {
    const open = incident({ diagnosis: diagnosis({ ...was, summary: 'old' }) });
    expect(grown(open, diagnosis({ ...comes, summary: 'new' })).diagnosis.summary).toBe(told);
  });

  it('a worse one is told whatever it lacks', () => {
    const open = incident({
      verdict: 'undetermined',
      diagnosis: diagnosis({ verdict: 'undetermined', log: log('bye') }),
    });
    expect(grown(open, diagnosis({ cause: null, summary: 'new' })).diagnosis.summary).toBe('new');
  });
});

describe('an incident of which nobody knew what it was', () => {
  const unclear = incident({
    key: 'lab|shop|Deployment/web|unclear',
    title: 'web-1',
    diagnosis: diagnosis({ cause: null, meant: null }),
  });
  const keys = ['lab|shop|Deployment/web|trouble', 'lab|shop|Deployment/web|unclear'];

  it('gets key and title from the first that knows', () => {
    expect(group(diagnosis(), said, standing(unclear), keys, at(60))).toMatchObject({ key: keys[0], title: 'web' });
  });

  it('keeps both when a repeat tells nothing new', () => {
    const { key, title } = unclear;
    expect(group(diagnosis(), silent, standing(unclear), keys, at(60))).toMatchObject({ key, title, alerts: 2 });
  });
});

describe('an incident that had resolved', () => {
  const over = incident({ resolvedAt: at(-300) });

  it('is open again, and says how often that was', () => {
    const once = grown(over, diagnosis());
    const twice = grown({ ...once, resolvedAt: at(100) }, diagnosis(), said, at(200));
    expect([once.resolvedAt, once.reopened, twice.reopened, twice.openedAt]).toEqual([null, 1, 2, over.openedAt]);
  });

  it('is over at once when the end came in first', () => {
    expect(grown(over, diagnosis(), said, at(60), { resolvedAt: at(59) }).resolvedAt).toBe(at(59));
  });

  it('one that is open is not open again', () => {
    expect(grown(incident(), diagnosis()).reopened).toBe(0);
  });
});

describe('news in an open incident', () => {
  const open = incident({ told: ['oom-killed/oom-killed/app/2'] });
  const known: Parts = { revision: { number: 2, since: at(-600) } };
  it.each<[sentence: string, parts: Parts, news: boolean]>([
    ['what was told is none', known, false],
    ['another cause is', { ...known, cause: 'app-exit', ending: { id: 'exited' } }, true],
    ['another container is', { ...known, subject: { container: 'proxy' } }, true],
    ['another revision is', { revision: { number: 3, since: at(-60) } }, true],
    ['another pod is none', { ...known, subject: { pod: 'web-2', uid: 'p-2' } }, false],
    ['a stop of which nothing is known is none', { cause: null, verdict: 'undetermined' }, false],
  ])('%s', (_sentence, parts, news) => {
    expect(isNews(open, diagnosis(parts))).toBe(news);
  });

  it('a worse verdict is, even without a cause', () => {
    const mild = { ...open, verdict: 'expected' as const };
    expect(isNews(mild, diagnosis({ ...known, cause: null, verdict: 'undetermined' }))).toBe(true);
  });
});

it('a list takes no name twice, and none that is empty', () => {
  expect([null, '', 'a', 'b'].map((item) => appended(['a'], item))).toEqual([['a'], ['a'], ['a'], ['a', 'b']]);
});
