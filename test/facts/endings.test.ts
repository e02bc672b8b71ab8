import { describe, expect, it } from 'vitest';
import { endingOf } from '../../src/facts/endings.ts';
import type { Ending, Evidence, KubeEvent, Pod, Seen } from '../../src/types.ts';
import { alert, at, event, evidence, goneStory, killing, pod, story, subject, unread } from '../support/stories.ts';

const soon = at(120);
const of = (seen: Evidence, now = soon): Ending => endingOf(seen, subject(), now);

type Run = { exitCode: number; reason?: string; finished: number; started?: number };
const run = ({ exitCode, reason = 'Error', finished, started = -600 }: Run) => ({
  exitCode,
  reason,
  startedAt: at(started),
  finishedAt: at(finished),
});
/** The pod as it ended while being deleted, its last object after it. */
const deleted = (grace: number, last: Run, final: [number, number] = [last.finished, 0]): Evidence =>
  evidence(
    goneStory(
      pod({ deletion: [grace, grace] }),
      pod({ deletion: [grace, grace], containers: [{ ended: run(last) }] }),
      pod({ deletion: final, containers: [{ ended: run(last) }] }),
    ),
  );
/** A container that ended in a pod that stays, and runs again, as the kubelet reported. */
const restarted = (last: Run, events: Seen<KubeEvent>[] = [], spec: object = {}): Evidence =>
  evidence(story(pod({ containers: [{ before: run(last), restarts: 1 }], spec })), [
    ...events,
    event('Started', last.finished + 1),
  ]);

describe('told to stop by a deletion at second 0', () => {
  it.each<[sentence: string, grace: number, last: Run, id: string, took: number]>([
    ['stopped at once', 30, { exitCode: 143, finished: 2 }, 'stopped-in-time', 2],
    ['stopped with 0', 30, { exitCode: 0, reason: 'Completed', finished: 2 }, 'stopped-in-time', 2],
    ['stopped with an error of its own', 30, { exitCode: 1, finished: 2 }, 'stopped-in-time', 2],
    ['stopped at a signal of its image', 30, { exitCode: 131, finished: 2 }, 'stopped-in-time', 2],
    ['crashed while it stopped', 30, { exitCode: 139, finished: 2 }, 'signalled', 2],
    ['gave up while it stopped', 30, { exitCode: 134, finished: 2 }, 'signalled', 2],
    ['stopped at the very deadline', 8, { exitCode: 143, finished: 8 }, 'stopped-in-time', 8],
    ['killed nearly two seconds early, by whole seconds', 10, { exitCode: 137, finished: 8 }, 'signalled', 8],
    ['killed at the deadline', 8, { exitCode: 137, finished: 8 }, 'killed-after-grace', 8],
    ['killed at the deadline, rounded down', 8, { exitCode: 137, finished: 7 }, 'killed-after-grace', 7],
    ['killed at the deadline, rounded up', 8, { exitCode: 137, finished: 9 }, 'killed-after-grace', 9],
    [
      'killed two seconds later, after a preStop hook that took it all',
      8,
      { exitCode: 137, finished: 10 },
      'killed-after-grace',
      10,
    ],
    ['137 before the grace ended is not the deadline', 8, { exitCode: 137, finished: 6 }, 'signalled', 6],
    ['137 at once is not the deadline', 30, { exitCode: 137, finished: 0 }, 'signalled', 0],
    ['out of memory while it stopped', 8, { exitCode: 137, reason: 'OOMKilled', finished: 8 }, 'oom-killed', 8],
    ['a second before it was told is no negative time', 30, { exitCode: 143, finished: -1 }, 'stopped-in-time', 0],
  ])('%s', (_sentence, grace, last, id, took) => {
    expect(of(deleted(grace, last))).toMatchObject({ id, tookSeconds: took, graceSeconds: grace, toldAt: at(0) });
  });

  it.each<[version: string, final: [number, number]]>([
    ['1.36, where it is moved to the end', [8, 0]],
    ['1.28, where it is reset to the request', [0, 0]],
  ])('the deletionTimestamp of the last object of %s changes nothing', (_version, final) => {
    expect(of(deleted(8, { exitCode: 137, finished: 8 }, final))).toMatchObject({
      id: 'killed-after-grace',
      toldAt: at(0),
      graceSeconds: 8,
      graceField: 'metadata.deletionGracePeriodSeconds',
      tookSeconds: 8,
    });
  });

  it('says when, how long it took of what, and the code, each with its fields', () => {
    const { because } = of(deleted(8, { exitCode: 137, finished: 8 }));
    expect(because.map((line) => line.text)).toEqual([
      `the pod was told to stop at ${at(0)} and given 8 s (\`deletionTimestamp\` ${at(8)})`,
      `ended at ${at(8)}, 8 s after it was told (grace 8 s): exit 137, SIGKILL, reason \`Error\``,
    ]);
    expect(because[1]?.sources.map((s) => s.field.split('.').at(-1))).toEqual(['exitCode', 'reason', 'finishedAt']);
  });

  it.each<[sentence: string, last: Run, events: Seen<KubeEvent>[] | null, id: string]>([
    ['it crashed in that second: before the order or after it', { exitCode: 1, finished: 0 }, [], 'unknown'],
    ['it crashed a second before, by whole seconds', { exitCode: 1, finished: -1 }, [], 'unknown'],
    ['its memory was violated, which is nothing that it was told', { exitCode: 139, finished: 1 }, [], 'signalled'],
    ['the kubelet had told it', { exitCode: 1, finished: 1 }, [killing(0)], 'stopped-in-time'],
    ['the kubelet’s events were not read', { exitCode: 1, finished: 1 }, null, 'stopped-in-time'],
    ['it ended as one that is told to stop', { exitCode: 143, finished: 0 }, [], 'stopped-in-time'],
    ['it did what it was told', { exitCode: 0, reason: 'Completed', finished: 0 }, [], 'stopped-in-time'],
  ])('and ended at once: %s', (_sentence, last, events, id) => {
    const read = events === null ? unread() : ({ known: true, value: events } as const);
    expect(of({ ...deleted(30, last), events: read }).id).toBe(id);
  });

  it('needs no events: the deletion is in the pod', () => {
    const seen = { ...deleted(30, { exitCode: 143, finished: 2 }), events: unread() };
    expect(of(seen).id).toBe('stopped-in-time');
  });
});

describe('told to stop by the kubelet at second 0, in a pod that stays', () => {
  const liveness = 'Container app failed liveness probe, will be restarted';
  const own = {
    terminationGracePeriodSeconds: 30,
    containers: [{ name: 'app', livenessProbe: { terminationGracePeriodSeconds: 5 } }],
  };
  it.each<[sentence: string, last: Run, message: string, spec: object, id: string]>([
    ["killed at the end of the probe's own grace", { exitCode: 137, finished: 5 }, liveness, own, 'killed-after-grace'],
    [
      "killed before the pod's grace ended, which counted",
      { exitCode: 137, finished: 5 },
      'Stopping container app',
      own,
      'signalled',
    ],
    [
      "killed at the end of the pod's grace",
      { exitCode: 137, finished: 30 },
      'Stopping container app',
      own,
      'killed-after-grace',
    ],
    ['stopped in time', { exitCode: 143, finished: 1 }, liveness, own, 'stopped-in-time'],
  ])('%s', (_sentence, last, message, spec, id) => {
    expect(of(restarted(last, [killing(0, message)], spec)).id).toBe(id);
  });

  it.each<[sentence: string, exitCode: number, id: string]>([
    ['by itself', 1, 'exited'],
    ['by a signal that nobody sent', 137, 'signalled'],
  ])('a Killing event of an earlier run says nothing of one that ended %s', (_sentence, exitCode, id) => {
    const ended = of(restarted({ exitCode, started: 10, finished: 60 }, [killing(0)]));
    expect(ended).toMatchObject({ id, toldAt: null, tookSeconds: null, graceSeconds: null });
  });

  it('an evicted pod that was killed had no grace that shows', () => {
    const evicted = pod({
      containers: [{ ended: run({ exitCode: 137, finished: 2 }) }],
      status: { phase: 'Failed', reason: 'Evicted' },
    });
    expect(of(evidence(story(evicted), [killing(0)]))).toMatchObject({ id: 'killed-after-grace', graceSeconds: null });
  });
});

describe('what the runtime says goes before what nobody said', () => {
  it.each<[sentence: string, last: Run, id: string]>([
    ['OOMKilled with 137', { exitCode: 137, reason: 'OOMKilled', finished: 60 }, 'oom-killed'],
    [
      'OOMKilled with another code: a child was killed',
      { exitCode: 1, reason: 'OOMKilled', finished: 60 },
      'oom-killed',
    ],
    ['137 with Error is not out of memory', { exitCode: 137, finished: 60 }, 'signalled'],
    [
      'ContainerStatusUnknown with its 137: the kubelet lost it',
      { exitCode: 137, reason: 'ContainerStatusUnknown', finished: 60 },
      'unknown',
    ],
    ['Unknown with 255: the runtime lost it', { exitCode: 255, reason: 'Unknown', finished: 60 }, 'unknown'],
    ['255 with Error is its own', { exitCode: 255, finished: 60 }, 'exited'],
    ['StartError', { exitCode: 128, reason: 'StartError', finished: 60 }, 'never-started'],
    [
      'ContainerCannotRun, as older runtimes say',
      { exitCode: 127, reason: 'ContainerCannotRun', finished: 60 },
      'never-started',
    ],
    ['127 at once: its shell found nothing to run', { exitCode: 127, started: 60, finished: 60 }, 'never-started'],
    ['126 within a second', { exitCode: 126, started: 59, finished: 60 }, 'never-started'],
    ['127 after two seconds is an exit like any other', { exitCode: 127, started: 58, finished: 60 }, 'exited'],
    ['126 after a long run is an exit like any other', { exitCode: 126, finished: 60 }, 'exited'],
    ['0', { exitCode: 0, reason: 'Completed', finished: 60 }, 'exited'],
    ['139', { exitCode: 139, finished: 60 }, 'signalled'],
    ['143 that nobody asked for', { exitCode: 143, finished: 60 }, 'signalled'],
  ])('%s', (_sentence, last, id) => {
    expect(of(restarted(last)).id).toBe(id);
  });
});

describe('silence proves something only where events reach', () => {
  const late = at(60 + 3600);
  const crashed = restarted({ exitCode: 1, finished: 60 });
  it('an end an hour ago could have been asked for', () => {
    expect(of(crashed, late)).toMatchObject({ id: 'unknown', exitCode: 1, finishedAt: at(60) });
  });

  it('an older event shows that nothing was forgotten', () => {
    const [end] = [{ exitCode: 1, finished: 60 }];
    expect(of(restarted(end, [event('Scheduled', -700)]), late).id).toBe('exited');
  });

  it('events that could not be read leave it open, however fresh', () => {
    expect(of({ ...crashed, events: unread() }).id).toBe('unknown');
  });

  it.each([
    ['a signal from outside may have been the kubelet’s', 137, 'unknown'],
    ['SIGTERM may have been', 143, 'unknown'],
    ['a program’s own code is its own', 1, 'exited'],
    ['a program’s own signal is its own', 139, 'signalled'],
  ])('where not even its restart was reported: %s', (_sentence, exitCode, id) => {
    const unheard = of({ ...restarted({ exitCode, finished: 60 }), events: { known: true, value: [] } });
    expect(unheard.id).toBe(id);
    expect(unheard.because.some((line) => line.text.startsWith('no event tells'))).toBe(id === 'unknown');
  });

  it('out of memory and a failed start need no events', () => {
    const [oom, start] = ['OOMKilled', 'StartError'].map((reason) =>
      restarted({ exitCode: 137, reason, finished: 60 }),
    );
    expect([oom, start].map((seen) => of({ ...(seen as Evidence), events: unread() }, late).id)).toEqual([
      'oom-killed',
      'never-started',
    ]);
  });
});

describe('no end was seen', () => {
  it.each<[sentence: string, state: Pod, id: string, reason: string | null]>([
    [
      'a container whose image cannot be pulled',
      pod({ containers: [{ waiting: 'ImagePullBackOff' }] }),
      'never-started',
      'ImagePullBackOff',
    ],
    [
      'one that ended before and now cannot be pulled',
      pod({ containers: [{ waiting: 'ErrImagePull', before: run({ exitCode: 1, finished: 60 }) }] }),
      'never-started',
      'ErrImagePull',
    ],
    ['one that is being created', pod({ containers: [{ waiting: 'ContainerCreating' }] }), 'unknown', null],
    ['one that runs', pod(), 'unknown', null],
    ['one that the pod does not have', pod({ containers: [{ name: 'other' }] }), 'unknown', null],
  ])('%s', (_sentence, state, id, reason) => {
    expect(of(evidence(story(state)))).toMatchObject({ id, reason, exitCode: null, finishedAt: null });
  });

  it('a failed start that is waiting to be tried again is told by its end', () => {
    const failed = run({ exitCode: 128, reason: 'StartError', finished: 60 });
    const state = pod({ containers: [{ waiting: 'RunContainerError', before: failed }] });
    expect(of(evidence(story(state)))).toMatchObject({ id: 'never-started', exitCode: 128, reason: 'StartError' });
  });

  it('a pod that is gone without a trace: that is said, and cited as an absence', () => {
    const ended = of(evidence(goneStory()));
    expect(ended).toMatchObject({ id: 'unknown', toldAt: null });
    expect(ended.because).toEqual([
      {
        text: 'pod web-1 is gone from the API; how it ended was not seen',
        sources: [{ path: '/api/v1/namespaces/shop/pods/web-1', field: '', value: null }],
      },
    ]);
  });

  it('when another pod has its name by now, no absence is cited', () => {
    expect(of(evidence({ ...goneStory(), successor: true })).because).toEqual([]);
  });

  it('its Killing event still says when it was told', () => {
    const ended = of(evidence(goneStory(), [killing(3)]));
    expect(ended).toMatchObject({ id: 'unknown', toldAt: at(3), graceSeconds: null });
    expect(ended.because).toHaveLength(2);
  });

  it('pods that could not be read leave what the events say', () => {
    const seen = evidence(story(), [killing(3)], { pod: unread('pods are forbidden to lastword (403)') });
    expect(of(seen)).toMatchObject({ id: 'unknown', toldAt: at(3), because: [{}] });
  });
});

describe('a Killing event brought the alert', () => {
  const brought = (container: string): Pick<Evidence, 'webhook'> => ({
    webhook: { known: true, value: alert({ event: killing(30, 'Stopping container', { container }).object }) },
  });
  const earlier = evidence(story(pod({ containers: [{ before: run({ exitCode: 1, finished: 5 }) }] })));

  it('an end from before it is not the one it speaks of', () => {
    expect(of({ ...earlier, ...brought('app') })).toMatchObject({ id: 'unknown', exitCode: null, toldAt: at(30) });
  });

  it('unless it speaks of another container', () => {
    expect(of({ ...earlier, ...brought('proxy') })).toMatchObject({ id: 'exited', exitCode: 1 });
  });
});
