import { describe, expect, it } from 'vitest';
import { amend } from '../../src/group/amend.ts';
import type { Diagnosis, Incident } from '../../src/types.ts';
import { incident } from '../support/incidents.ts';

const now = '2026-11-22T19:05:00Z';
const base = incident().diagnosis;
const running: Diagnosis = {
  ...base,
  cause: 'rollout',
  verdict: 'expected',
  summary: 'web: a pod was replaced and was not seen to end.',
  ending: { ...base.ending, id: 'unknown', exitCode: null, finishedAt: null, toldAt: '2026-11-22T18:59:50Z' },
};
const killed: Diagnosis = {
  ...running,
  verdict: 'investigate',
  summary: 'web: a pod had to be killed.',
  ending: { ...running.ending, id: 'killed-after-grace', exitCode: 137, finishedAt: '2026-11-22T19:00:20Z' },
};
const inTime: Diagnosis = {
  ...killed,
  verdict: 'expected',
  summary: 'web: a pod stopped in time.',
  ending: { ...killed.ending, id: 'stopped-in-time', exitCode: 143 },
};
const other = (diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  subject: { ...diagnosis.subject, pod: 'web-2', uid: 'p-2' },
});
const told = (changes: Partial<Incident> = {}): Incident =>
  incident({ verdict: 'expected', diagnosis: running, stops: ['p-1/app/2026-11-22T18:59:50Z'], ...changes });
const keys = ['lab|shop|Deployment/web|meant', 'lab|shop|Deployment/web|unclear'];
const two = { stops: ['p-1/app/2026-11-22T18:59:50Z', 'p-2/app/2026-11-22T18:59:50Z'] };

describe('after another look', () => {
  it('an expected stop that was a kill is one to investigate, and what was said first is kept', () => {
    const { incident: next, changed } = amend(told(), killed, keys, now);
    expect([changed, next.verdict, next.diagnosis]).toEqual([true, 'investigate', killed]);
    expect(next.revised).toEqual({ at: now, from: 'expected' });
  });

  it('the same alert is not counted again, and the stop is known by its end, too', () => {
    const { incident: next } = amend(told(), killed, keys, now);
    expect(next).toMatchObject({ alerts: 1, pods: ['web-1'], lastSeenAt: told().lastSeenAt });
    expect(next.stops).toEqual(['p-1/app/2026-11-22T18:59:50Z', 'p-1/app/2026-11-22T19:00:20Z']);
  });

  it('a stop in time is told as that, and nothing was wrong before', () => {
    const { incident: next, changed } = amend(told(), inTime, keys, now);
    expect([changed, next.diagnosis.ending.id, next.revised]).toEqual([true, 'stopped-in-time', undefined]);
  });

  it('that saw nothing new, nothing changes', () => {
    expect(amend(told(), running, keys, now)).toEqual({ incident: told(), changed: false });
  });

  it('an undetermined incident of this stop alone becomes better', () => {
    const before = told({ verdict: 'undetermined', diagnosis: { ...running, verdict: 'undetermined' } });
    expect(amend(before, inTime, keys, now).incident).toMatchObject({
      verdict: 'expected',
      revised: { from: 'undetermined' },
    });
  });

  it('but one that tells of a worse stop stays as bad as that', () => {
    const before = told({ verdict: 'investigate', diagnosis: killed, ...two });
    const { incident: next, changed } = amend(before, other(inTime), keys, now);
    expect([changed, next.verdict, next.diagnosis]).toEqual([false, 'investigate', killed]);
  });

  it.each([
    ['as its start says', { startedAt: '2026-11-22T18:50:01Z' }],
    ['as its order to stop says, where no start was seen', { startedAt: null, finishedAt: null }],
  ])(
    'an earlier stop of the same container stays the story: a run that began since was meant to stop, %s',
    (_how, run) => {
      const oom = '2026-11-22T18:50:00Z';
      const before = told({
        verdict: 'investigate',
        diagnosis: { ...base, ending: { ...base.ending, finishedAt: oom } },
        stops: [`p-1/app/${oom}`, 'p-1/app/2026-11-22T18:59:50Z'],
      });
      const { incident: next, changed } = amend(before, { ...inTime, ending: { ...inTime.ending, ...run } }, keys, now);
      expect([changed, next.verdict, next.diagnosis]).toEqual([false, 'investigate', before.diagnosis]);
    },
  );

  it('an order to stop that is read a second later is the same', () => {
    const before = told({ verdict: 'undetermined', diagnosis: { ...running, verdict: 'undetermined' } });
    const later = { ...inTime, ending: { ...inTime.ending, toldAt: '2026-11-22T18:59:51Z' } };
    expect(amend(before, later, keys, now).incident.verdict).toBe('expected');
  });

  it('an earlier run’s log is not shown for one whose own could not be read', () => {
    const log = { path: '/log', lines: [{ at: '', text: 'bye' }], run: 'stopped' as const };
    const oom = {
      ...base,
      log,
      ending: { ...base.ending, id: 'unknown' as const, finishedAt: '2026-11-22T18:50:00Z' },
    };
    const { diagnosis } = amend(told({ verdict: 'investigate', diagnosis: oom }), killed, keys, now).incident;
    expect([diagnosis.ending.id, diagnosis.log]).toEqual(['killed-after-grace', null]);
  });

  it('a pod of many that was killed is the story', () => {
    const { incident: next } = amend(told(two), other(killed), keys, now);
    expect([next.verdict, next.diagnosis.subject.pod]).toEqual(['investigate', 'web-2']);
  });

  it('the log that the first look read is kept when the pod took it along', () => {
    const log = { path: '/log', lines: [{ at: '', text: 'bye' }], run: 'stopped' as const };
    const unread = {
      ...killed,
      unchecked: [{ evidence: 'log' as const, why: 'the pod is gone, and its log with it' }],
    };
    const { diagnosis } = amend(told({ diagnosis: { ...running, log } }), unread, keys, now).incident;
    expect([diagnosis.log, diagnosis.unchecked]).toEqual([log, []]);
  });

  it('that could not read the cluster, the cause stays and only the verdict is news', () => {
    const blind: Diagnosis = {
      ...running,
      cause: null,
      verdict: 'undetermined',
      unchecked: [{ evidence: 'pod', why: 'the cluster could not be reached' }],
    };
    const { diagnosis, verdict } = amend(told(), blind, keys, now).incident;
    expect(verdict).toBe('undetermined');
    expect(diagnosis).toMatchObject({ cause: 'rollout', summary: running.summary, unchecked: blind.unchecked });
  });

  it('what is told now is known as told: the next stop of that kind is no news', () => {
    expect(amend(told(), killed, keys, now).incident.told).toEqual([...told().told, 'rollout/killed-after-grace/app/']);
  });
});

describe('an incident of which nothing could be read', () => {
  const unread: Diagnosis = {
    ...running,
    cause: null,
    meant: null,
    verdict: 'undetermined',
    subject: { ...running.subject, uid: null, container: null, workload: null },
  };
  const unclear = told({
    key: 'lab|shop|Pod/web-1|unclear',
    title: 'web-1',
    verdict: 'undetermined',
    diagnosis: unread,
    workloads: ['shop/web-1'],
    stops: ['web-1//'],
  });

  it('gets its story, its name and its workload once something could', () => {
    const { incident: next, changed } = amend(unclear, inTime, keys, now);
    expect(changed).toBe(true);
    expect(next).toMatchObject({
      key: keys[0],
      title: 'web',
      workloads: ['shop/web'],
      verdict: 'expected',
      podCount: 1,
    });
  });

  it('and of a workload alone gets the pod that was found', () => {
    const nobody = { ...unread, subject: { ...base.subject, pod: null, uid: null, container: null } };
    const whole = { ...unclear, title: 'web', pods: [], podCount: 0, diagnosis: nobody, stops: ['//'] };
    const { incident: next, changed } = amend(whole, inTime, keys, now);
    expect(changed).toBe(true);
    expect(next).toMatchObject({ title: 'web', pods: ['web-1'], podCount: 1, verdict: 'expected', diagnosis: inTime });
  });

  it('of several pods keeps the workloads that it lists', () => {
    const { incident: next } = amend({ ...unclear, podCount: 2 }, killed, keys, now);
    expect(next).toMatchObject({ key: keys[0], workloads: ['shop/web-1'], verdict: 'investigate' });
  });

  it('of another pod does not become better by this one', () => {
    const { incident: next } = amend({ ...unclear, pods: ['web-2'], diagnosis: other(unread) }, inTime, keys, now);
    expect(next.verdict).toBe('undetermined');
  });

  it('stays unclear when the next look reads nothing either', () => {
    expect(amend(unclear, { ...unread, summary: 'still nothing' }, keys, now).incident).toMatchObject({
      key: unclear.key,
      title: 'web-1',
    });
  });
});
