import { describe, expect, it } from 'vitest';
import { group, incidentKey, stopKey } from '../../src/group/group.ts';
import type { Decision, Diagnosis, Ending, Incident, Standing, Subject, Verdict } from '../../src/types.ts';
import { incident } from '../support/incidents.ts';
import { at } from '../support/stories.ts';

const base = incident().diagnosis;
type Parts = {
  subject?: Partial<Subject>;
  ending?: Partial<Ending>;
  cause?: string | null;
  verdict?: Verdict;
  summary?: string;
};
const diagnosis = ({ subject, ending, ...parts }: Parts = {}): Diagnosis => ({
  ...base,
  ...parts,
  subject: { ...base.subject, ...subject },
  ending: { ...base.ending, ...ending },
});

const said: Decision = { action: 'notify', reason: 'a new incident' };
const silent: Decision = { action: 'suppress', reason: 'repeat: this stop was told already' };
const standing = (open: Incident | null, parts: Partial<Standing> = {}): Standing => ({
  open,
  repeat: false,
  resolvedAt: null,
  ...parts,
});
const grown = (open: Incident, by: Diagnosis, decision = said, now = at(60)): Incident =>
  group(by, decision, standing(open), open.key, now);

describe('the key of an incident', () => {
  it.each<[sentence: string, parts: Parts, key: string]>([
    ['cluster, namespace, workload and cause', {}, 'lab|shop|Deployment/web|oom-killed'],
    ['the pod where no workload is known', { subject: { workload: null } }, 'lab|shop|Pod/web-1|oom-killed'],
    ['how it ended where no cause is known', { cause: null }, 'lab|shop|Deployment/web|no-cause/oom-killed'],
    [
      'no cluster and no namespace leave their places empty',
      { subject: { cluster: null, namespace: null } },
      '||Deployment/web|oom-killed',
    ],
    [
      'an alert about nothing is its own story',
      { subject: { workload: null, pod: null, namespace: null }, cause: null, ending: { id: 'unknown' } },
      'lab||alert/f-1|no-cause/unknown',
    ],
  ])('%s', (_sentence, parts, key) => {
    expect(incidentKey(diagnosis(parts), 'f-1')).toBe(key);
  });

  it('two alerts about nothing are two incidents, two about one workload are one', () => {
    const nothing = diagnosis({ subject: { workload: null, pod: null } });
    expect(incidentKey(nothing, 'f-1')).not.toBe(incidentKey(nothing, 'f-2'));
    expect(incidentKey(diagnosis(), 'f-1')).toBe(incidentKey(diagnosis({ subject: { pod: 'web-2' } }), 'f-2'));
  });
});

describe('the key of a stop', () => {
  const ending = { finishedAt: at(9), toldAt: at(1), reason: 'Error' };
  it.each<[sentence: string, parts: Parts, key: string]>([
    ['pod, container and when it ended', { ending }, `p-1/app/${at(9)}`],
    ['the pod’s name where its UID is not known', { subject: { uid: null }, ending }, `web-1/app/${at(9)}`],
    ['when it was told where its end was not seen', { ending: { ...ending, finishedAt: null } }, `p-1/app/${at(1)}`],
    [
      'why it could not start',
      { ending: { finishedAt: null, toldAt: null, reason: 'ImagePullBackOff' } },
      'p-1/app/ImagePullBackOff',
    ],
    [
      'nothing more',
      { subject: { container: null }, ending: { finishedAt: null, toldAt: null, reason: null } },
      'p-1//',
    ],
  ])('%s', (_sentence, parts, key) => {
    expect(stopKey(diagnosis(parts))).toBe(key);
  });
});

describe('a new incident', () => {
  it('is opened by its first alert', () => {
    expect(group(diagnosis(), said, standing(null), 'key', at(0))).toEqual({
      key: 'key',
      title: 'web',
      verdict: 'investigate',
      diagnosis: diagnosis(),
      pods: ['web-1'],
      stops: ['p-1/app/2026-11-22T18:59:58Z'],
      alerts: 1,
      openedAt: at(0),
      lastSeenAt: at(0),
      resolvedAt: null,
    });
  });

  it('is over at once when its end came in first', () => {
    expect(group(diagnosis(), said, standing(null, { resolvedAt: at(-5) }), 'key', at(0)).resolvedAt).toBe(at(-5));
  });

  it('lists no pod when none is known', () => {
    expect(group(diagnosis({ subject: { pod: null } }), said, standing(null), 'key', at(0)).pods).toEqual([]);
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

  it('lists two hundred pods at most, the newest', () => {
    const pods = Array.from({ length: 200 }, (_, n) => `web-${n}`);
    const after = grown(incident({ pods }), diagnosis({ subject: { pod: 'one-more' } }));
    expect([after.pods.length, after.pods[0], after.pods.at(-1)]).toEqual([200, 'web-1', 'one-more']);
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
