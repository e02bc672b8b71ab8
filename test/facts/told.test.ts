import { describe, expect, it } from 'vitest';
import { anyRun, type Run } from '../../src/facts/killings.ts';
import { tookOf, toldToStop } from '../../src/facts/told.ts';
import type { Pod } from '../../src/types.ts';
import { at, evidence, goneStory, killing, pod, story } from '../support/stories.ts';

/** The container's first run, from second to second; null: not seen. */
const runOf = (from: number | null, to: number | null): Run => ({
  startedAt: from === null ? null : at(from),
  finishedAt: to === null ? null : at(to),
  exitCode: 143,
  isFirst: true,
});

const probe = 'Container app failed liveness probe, will be restarted';

describe('a pod that is deleted', () => {
  // Read from deletes on v1.36 and v1.28: the last object has a grace of 0, and a deletionTimestamp moved to now, or back to the request.
  const first = pod({ deletion: [38, 8] });
  it.each<[sentence: string, states: Pod[]]>([
    ['the deadline less the grace is when it was asked', [pod(), first]],
    ['the last object of 1.36 moves the deadline to now, and is not used', [first, pod({ deletion: [39, 0] })]],
    ['the last object of 1.28 sets it back to the request, and is not used', [first, pod({ deletion: [30, 0] })]],
    ['the DELETED change repeats that object', [first, first, pod({ deletion: [39, 0] }), pod({ deletion: [39, 0] })]],
  ])('%s', (_sentence, states) => {
    const told = toldToStop(evidence(goneStory(...states)), 'app', runOf(-600, 38));
    expect(told).toMatchObject({ at: at(30), graceSeconds: 8, by: 'deletion', killing: null });
    expect(told?.because.flatMap((line) => line.sources).map((s) => s.value)).toEqual([at(38), 8]);
  });

  it('what an earlier look saw of it goes before the last object', () => {
    const earlier = { deletion: { at: at(38), graceSeconds: 8 }, lone: true, sightings: [] };
    const seen = evidence({ ...goneStory(pod({ deletion: [39, 0] })), earlier });
    expect(toldToStop(seen, 'app', runOf(-600, 38))).toMatchObject({ at: at(30), graceSeconds: 8, by: 'deletion' });
  });

  it.each<[sentence: string, states: Pod[]]>([
    ['only the last object was seen', [pod({ deletion: [39, 0] })]],
    ['a forced deletion gives no grace', [pod(), pod({ deletion: [30, 0] })]],
  ])('without a Killing event nothing is computed from a grace of 0: %s', (_sentence, states) => {
    expect(toldToStop(evidence(goneStory(...states)), 'app', runOf(-600, 38))).toBeNull();
  });

  it('of a last object alone the Killing event says when', () => {
    const seen = evidence(goneStory(pod({ deletion: [39, 0], spec: { terminationGracePeriodSeconds: 8 } })), [
      killing(30),
    ]);
    expect(toldToStop(seen, 'app', runOf(-600, 38))).toMatchObject({ at: at(30), graceSeconds: 8, by: 'event' });
  });

  it('keeps the Killing event beside the deadline, which says it to the second', () => {
    const told = toldToStop(evidence(story(first), [killing(31)]), 'app', runOf(-600, 38));
    expect(told).toMatchObject({ at: at(30), by: 'deletion', killing: { object: { reason: 'Killing' } } });
  });

  it.each<[sentence: string, kills: ReturnType<typeof killing>[], by: string, told: number]>([
    ['its probe failed first: that told it', [killing(20, probe), killing(31)], 'event', 20],
    ['its probe failed first, and of the deletion no event was kept', [killing(20, probe)], 'event', 20],
    ['its probe failed in the second of the deletion', [killing(31, probe), killing(31)], 'event', 31],
    [
      'its probe failed while it was stopping: the deletion had told it',
      [killing(31), killing(33, probe)],
      'deletion',
      30,
    ],
    ['its probe failed in an earlier run', [killing(-700, probe), killing(31)], 'deletion', 30],
  ])('%s', (_sentence, kills, by, told) => {
    const seen = evidence(story(first), kills);
    expect(toldToStop(seen, 'app', runOf(-600, 38))).toMatchObject({ by, at: at(told) });
  });

  it('of a run that was not seen nobody knows whether a probe stopped it', () => {
    expect(toldToStop(evidence(story(first), [killing(20, probe)]), 'app', anyRun)).toMatchObject({ by: 'deletion' });
  });

  describe('on a node whose clock is not the API server’s', () => {
    const [began, ran] = [at(-600), { running: { startedAt: at(-600) } }];
    const going = pod({
      deletion: [38, 8],
      status: { containerStatuses: [{ name: 'app', restartCount: 0, state: ran }] },
    });
    const told = (kill: number, to: number, states: Pod[] = [going]) =>
      toldToStop(evidence(story(...states), [killing(kill)]), 'app', { ...runOf(-600, to), startedAt: began });
    const took = (kill: number, to: number): number | null => {
      const order = told(kill, to);
      return order && tookOf(order, runOf(-600, to));
    };

    it.each([
      ['agree: by the order', 30, 32, 2],
      ['agree, and the kubelet heard a little late: by the order', 32, 34, 4],
      ['are 5 s apart, the node’s behind: by the kubelet’s own', 25, 27, 2],
      ['are 60 s apart, the node’s ahead: by the kubelet’s own', 90, 92, 2],
      ['are 60 s apart, the node’s behind, so that it ended before it was told', -30, -28, 2],
    ])('its time is counted, where both %s', (_sentence, kill, to, seconds) => {
      expect(told(kill, to)).toMatchObject({ by: 'deletion', at: at(30) });
      expect(took(kill, to)).toBe(seconds);
    });

    it('says so, with the event that shows it', () => {
      const [, line] = told(25, 27)?.because ?? [];
      expect(line?.text).toContain('5 s before it was told: its clock is behind');
      expect(line?.sources.map((s) => s.field)).toContain('lastTimestamp');
      expect(told(31, 33)?.because).toHaveLength(1);
    });

    it('one that was over before its pod was deleted was told by its own event', () => {
      expect(told(-30, -28, [first])).toMatchObject({ by: 'event', at: at(-30) });
    });

    it('no time is more than the grace, but one that it was killed for', () => {
      const order = toldToStop(evidence(story(first)), 'app', runOf(-600, 92));
      expect([143, 137].map((exitCode) => order && tookOf(order, { ...runOf(-600, 92), exitCode }))).toEqual([
        null,
        62,
      ]);
    });
  });

  it.each([
    ['ended in the second before', 29, true],
    ['ended earlier: that was another story', 28, false],
  ])('the run %s it was asked', (_sentence, finished, told) => {
    expect(toldToStop(evidence(story(first)), 'app', runOf(-600, finished)) !== null).toBe(told);
  });

  it('a run that ended before the deletion can still have been told by its own event', () => {
    const seen = evidence(story(first), [killing(5, 'Container app failed liveness probe, will be restarted')]);
    expect(toldToStop(seen, 'app', runOf(-600, 10))).toMatchObject({ at: at(5), by: 'event' });
  });
});

describe('the grace of a container that a kubelet stopped', () => {
  const probes = {
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name: 'app',
        livenessProbe: { terminationGracePeriodSeconds: 5 },
        startupProbe: { terminationGracePeriodSeconds: 7 },
      },
    ],
  };
  const plain = { terminationGracePeriodSeconds: 60, containers: [{ name: 'app', livenessProbe: {} }] };
  const sidecar = {
    containers: [],
    initContainers: [{ name: 'app', livenessProbe: { terminationGracePeriodSeconds: 4 } }],
  };
  const own = (list: string, probe: string): string => `spec.${list}[name=app].${probe}.terminationGracePeriodSeconds`;
  const wholePod = 'spec.terminationGracePeriodSeconds';
  const [liveness, startup] = ['liveness', 'startup'].map((p) => `Container app failed ${p} probe, will be restarted`);

  it.each<[sentence: string, spec: object, message: string | undefined, seconds: number, field: string]>([
    ["is the liveness probe's own", probes, liveness, 5, own('containers', 'livenessProbe')],
    ["is the startup probe's own", probes, startup, 7, own('containers', 'startupProbe')],
    ["is an init container's probe's own", sidecar, liveness, 4, own('initContainers', 'livenessProbe')],
    ["is the pod's when the probe has none", plain, liveness, 60, wholePod],
    ["is the pod's when no probe failed", probes, 'Stopping container app', 60, wholePod],
    ['is 30 s when nobody says', { terminationGracePeriodSeconds: undefined }, 'Stopping container app', 30, wholePod],
  ])('%s', (_sentence, spec, message, seconds, field) => {
    const told = toldToStop(evidence(story(pod({ spec })), [killing(0, message)]), 'app', runOf(-60, 5));
    expect(told).toMatchObject({ at: at(0), graceSeconds: seconds, graceField: field, by: 'event' });
  });

  it('is not known for an evicted pod, which was given less than its spec says', () => {
    const evicted = pod({
      status: { phase: 'Failed', reason: 'Evicted' },
      spec: { terminationGracePeriodSeconds: 60 },
    });
    expect(toldToStop(evidence(story(evicted), [killing(0)]), 'app', runOf(-60, 2))?.graceSeconds).toBeNull();
  });

  it('is not known for a pod that is gone and was not seen', () => {
    expect(toldToStop(evidence(goneStory(), [killing(0)]), 'app', anyRun)).toMatchObject({ graceSeconds: null });
  });

  it('cites the event, and the field of the grace', () => {
    const told = toldToStop(evidence(story(pod({ spec: probes })), [killing(0, liveness)]), 'app', runOf(-60, 5));
    const fields = told?.because.flatMap((line) => line.sources).map((s) => s.field);
    expect(fields).toEqual(['reason', 'message', 'lastTimestamp', own('containers', 'livenessProbe')]);
  });
});

describe('which run a Killing event belongs to', () => {
  const told = (seconds: number, startedAt: number | null, finishedAt: number | null): boolean =>
    toldToStop(evidence(story(pod()), [killing(seconds)]), 'app', runOf(startedAt, finishedAt)) !== null;

  it.each<[sentence: string, seconds: number, startedAt: number | null, finishedAt: number | null, is: boolean]>([
    ['one between start and end is of this run', 50, 10, 60, true],
    ['one of an earlier run is not', 5, 10, 60, false],
    ['one of a later run is not', 65, 10, 60, false],
    ['one in the very second of the end is', 60, 10, 60, true],
    ['whole seconds may say that it ended a second before it was told', 61, 10, 60, true],
    ['a run that was not seen to end takes the newest', 50, null, null, true],
  ])('%s', (_sentence, seconds, startedAt, finishedAt, is) => {
    expect(told(seconds, startedAt, finishedAt)).toBe(is);
  });

  it('the newest of several within the run says when', () => {
    const seen = evidence(story(pod()), [killing(20), killing(50)]);
    expect(toldToStop(seen, 'app', runOf(10, 60))?.at).toBe(at(50));
  });

  it('a container is not told by what was said to another', () => {
    const seen = evidence(story(pod()), [killing(50, 'Stopping container proxy', { container: 'proxy' })]);
    expect(toldToStop(seen, 'app', runOf(10, 60))).toBeNull();
  });
});
