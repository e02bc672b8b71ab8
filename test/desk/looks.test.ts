/** Lives of pods, recorded and made up, played on a fake clock: no look makes a wrong claim, and with a watch every end is known. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Alert, Ending, Policy, Verdict } from '../../src/types.ts';
import { lifeOf, podName, podUid, rolloutOf, toldAt, truthOf, type Death } from '../support/deaths.ts';
import type { Life } from '../support/life.ts';
import { defaultPolicy, everythingIsTold } from '../support/policy.ts';
import { lastKnown, type Scene, type Watched, watchOver } from '../support/watch-over.ts';

afterEach(() => vi.useRealTimers());

const recorded = (name: string): Life =>
  gunzipSync(readFileSync(`${import.meta.dirname}/../fixtures/lives/${name}.jsonl.gz`))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Life[number]);

type Named = { namespace: string; pod: string; uid: string; container: string };

const alertAbout = ({ namespace, pod, uid, container }: Named): Alert => ({
  sender: 'alertmanager',
  cluster: null,
  status: 'firing',
  fingerprint: `${uid}/${container}`,
  startsAt: '2026-11-22T14:00:00Z',
  endsAt: null,
  labels: { alertname: 'KubeContainerTerminated', namespace, pod, container, uid },
  annotations: {},
  field: 'alerts[0]',
  event: null,
});

type Truth = { ending: Ending['id']; exitCode: number | null };

/** What is wrong with what is told of an end; null when nothing is: the truth, or not known, and a verdict that goes with it. */
function wrong({ ending, verdict }: { ending: Ending; verdict: Verdict }, truth: Truth): string | null {
  if (ending.id !== 'unknown' && ending.id !== truth.ending) return `${ending.id} instead of ${truth.ending}`;
  if (ending.exitCode !== null && ending.exitCode !== truth.exitCode) return `exit ${ending.exitCode}`;
  if (ending.id === 'killed-after-grace' && verdict !== 'investigate') return `killed and ${verdict}`;
  return null;
}

/** Everything wrong that was ever told or written down of what is hidden, pass by pass; and bad ends that stayed hidden. */
const wrongs = ({ told, hidden }: Watched, truth: Truth): string[] => [
  ...told.flatMap((incidents) => incidents.flatMap(({ diagnosis }) => wrong(diagnosis, truth) ?? [])),
  ...hidden.flatMap((all) => all.flatMap((diagnosis) => wrong(diagnosis, truth) ?? [])),
  ...hidden.flatMap((all) => all.flatMap(({ verdict }) => (verdict === 'expected' ? [] : `hidden and ${verdict}`))),
];

const policies: [what: string, policy: Policy][] = [
  ['told at once', everythingIsTold],
  ['hidden until it is known to be bad', defaultPolicy],
];

type Told = { namespace: string; deletedAt: number; name: string; uid: string; deadline: number; truth: Truth };

/** The pods of a recorded life that were told to stop, and how they ended. */
function deathsIn(life: Life): Told[] {
  const pods = life.filter((line) => line.resource === 'pods');
  return pods
    .filter((line) => line.type === 'DELETED')
    .map(({ object: { metadata, status } }) => {
      const own = pods.filter((line) => line.object.metadata.uid === metadata.uid);
      const asked = own.find((line) => line.object.metadata['deletionTimestamp']);
      const { state } = (status as { containerStatuses: { state: { terminated: { exitCode: number } } }[] })
        .containerStatuses[0] ?? { state: { terminated: { exitCode: -1 } } };
      const { exitCode } = state.terminated;
      return {
        namespace: metadata.namespace ?? '',
        name: metadata.name,
        uid: metadata.uid ?? '',
        deletedAt: Date.parse(asked?.at ?? ''),
        deadline: Date.parse(String(asked?.object.metadata['deletionTimestamp'])),
        truth: { exitCode, ending: exitCode === 137 ? 'killed-after-grace' : 'stopped-in-time' },
      };
    });
}

const names = ['rollout-all-killed', 'rollout-all-stop-in-time', 'rollout-some-killed'];
const modes: [mode: string, refused: number | null][] = [
  ['with a watch', null],
  ['without the watch permission', 403],
  ['with a used-up history', 410],
];

const lives = names.flatMap((name) => policies.map(([what, policy]) => [name, what, policy] as const));

describe.each(lives)('the recorded life %s, %s', (name, _what, policy) => {
  const life = recorded(name);

  it.each(modes)('%s, looked at early, on time and late, is told as it was', async (_mode, refused) => {
    for (const lateness of [-500, -250, 0, 250, 500])
      for (const { namespace, name: pod, uid, deletedAt, truth } of deathsIn(life)) {
        const alert = alertAbout({ namespace, pod, uid, container: 'app' });
        const seen = await watchOver({
          life,
          alerts: [{ at: deletedAt + 300, alert }],
          skew: 1_700,
          policy,
          lateness: (look) => (look % 2 === 0 ? lateness : -lateness),
          watchRefused: () => refused,
        });
        expect(wrongs(seen, truth)).toEqual([]);
        if (refused !== null) continue;
        const { cause, ending, verdict } = lastKnown(seen);
        expect({ cause, id: ending.id, exitCode: ending.exitCode }).toEqual({
          cause: 'rollout',
          id: truth.ending,
          exitCode: truth.exitCode,
        });
        if (truth.ending === 'killed-after-grace') expect(verdict).toBe('investigate');
      }
  });
});

const busyFor = policies.flatMap(([what, policy]) => [2, Infinity].map((watches) => [watches, what, policy] as const));

it.each(busyFor)(
  'an end is known though the cluster is too busy for %d watches, %s',
  async (watches, _what, policy) => {
    const life = recorded('rollout-all-killed');
    for (const { namespace, name: pod, uid, deletedAt, truth } of deathsIn(life)) {
      let busy = watches;
      const seen = await watchOver({
        life,
        alerts: [{ at: deletedAt + 300, alert: alertAbout({ namespace, pod, uid, container: 'app' }) }],
        skew: 0,
        policy,
        lateness: () => 0,
        watchRefused: () => (busy-- > 0 ? 503 : null),
      });
      expect([lastKnown(seen).ending.id, busy < watches]).toEqual([truth.ending, watches !== Infinity]);
    }
  },
);

const milliseconds = (min: number, max: number) => fc.integer({ min, max });

const death: fc.Arbitrary<Death> = milliseconds(1, 120).chain((grace) =>
  fc.record({
    pods: fc.array(
      fc.record({
        containers: fc
          .array(
            fc.record({
              stopsAfter: fc.oneof(
                { weight: 3, arbitrary: fc.double({ min: 0.01, max: grace + 5, noNaN: true }) },
                // Where the mistakes are: around the deadline.
                {
                  weight: 2,
                  arbitrary: fc.double({ min: Math.max(0.01, grace - 1.5), max: grace + 0.5, noNaN: true }),
                },
              ),
              exitCode: fc.constantFrom(0, 143),
            }),
            { minLength: 1, maxLength: 3 },
          )
          .map((all) => all.map((container, at) => ({ ...container, name: at === 0 ? 'app' : `side-${at}` }))),
      }),
      { minLength: 1, maxLength: 1 },
    ),
    grace: fc.constant(grace),
    fraction: milliseconds(0, 999),
    hears: milliseconds(5, 60),
    shows: milliseconds(90, 190),
    stands: milliseconds(200, 800),
    style: fc.constantFrom('1.28' as const, '1.36' as const),
    oneByOne: fc.boolean(),
  }),
);

const circumstances = fc.record({
  death,
  /** When the alert comes in, as a part of the time until the deadline. */
  alerted: fc.double({ min: 0, max: 1.2, noNaN: true }),
  about: fc.nat(2),
  skew: milliseconds(-90_000, 90_000),
  shifts: fc.array(milliseconds(-500, 500), { minLength: 7, maxLength: 7 }),
});
type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never;

async function play(
  { death: dying, alerted, about, skew, shifts }: Circumstances,
  policy: Policy,
  refused?: Scene['watchRefused'],
) {
  const containers = dying.pods[0]?.containers ?? [];
  const container = about % containers.length;
  const begins = toldAt + dying.fraction + 100;
  const named = { namespace: 'shop', pod: podName(0), uid: podUid(0), container: containers[container]?.name ?? '' };
  const at = begins + alerted * dying.grace * 1000;
  const life = lifeOf(dying);
  const gone = Date.parse(life.findLast((line) => line.type === 'DELETED')?.at ?? '');
  const seen = await watchOver({
    life,
    alerts: [{ at, alert: alertAbout(named) }],
    skew,
    policy,
    lateness: (look) => shifts[look % shifts.length] ?? 0,
    ...(refused && { watchRefused: refused }),
  });
  // An alert that comes when the pod is gone and its history forgotten comes too late.
  const reaches = at < gone || at < toldAt + 70_000;
  return { seen, reaches, truth: truthOf(dying, 0, container) };
}

const runs = { numRuns: 200, seed: 20261122 };

describe.each(policies)('a made-up death, %s', (_what, policy) => {
  it('with a watch: the end is known, and told right at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(circumstances, async (all) => {
        const { seen, reaches, truth } = await play(all, policy);
        expect(wrongs(seen, truth)).toEqual([]);
        const { ending, verdict } = lastKnown(seen);
        if (reaches) expect([ending.id, ending.exitCode]).toEqual([truth.ending, truth.exitCode]);
        else if (ending.id === 'unknown') expect(verdict).toBe('undetermined');
      }),
      runs,
    );
  }, 60_000);

  it.each([403, 410])(
    'when a watch gets %i: nothing wrong is told, and nothing unseen is called expected',
    async (status) => {
      let known = 0;
      await fc.assert(
        fc.asyncProperty(circumstances, async (all) => {
          const { seen, truth } = await play(all, policy, () => status);
          expect(wrongs(seen, truth)).toEqual([]);
          const { ending, verdict } = lastKnown(seen);
          if (ending.id === 'unknown') expect(verdict).toBe('undetermined');
          else known += 1;
        }),
        runs,
      );
      // Lists alone see most ends: they are looked at when there is most to be seen.
      expect(known / runs.numRuns).toBeGreaterThan(0.6);
    },
    60_000,
  );

  it('when watches fail only now and then: the end is known all the same, or said to be unknown', async () => {
    await fc.assert(
      fc.asyncProperty(circumstances, fc.nat(3), async (all, nth) => {
        let asked = 0;
        const { seen, truth } = await play(all, policy, () => (asked++ % 4 === nth ? 503 : null));
        expect(wrongs(seen, truth)).toEqual([]);
      }),
      { ...runs, numRuns: 60 },
    );
  }, 60_000);
});

const byTime = (a: Life[number], b: Life[number]): number => Date.parse(a.at) - Date.parse(b.at);

describe('a pod that was not seen to end, hidden at first', () => {
  const whole = lifeOf(rolloutOf(1, 30, 99));
  const ofPod = ({ resource, object }: Life[number]): boolean =>
    resource === 'pods' && object.metadata.uid === podUid(0);
  const ends = (line: Life[number]): boolean => ofPod(line) && JSON.stringify(line.object).includes('"terminated"');
  const watched = (life: Life) => {
    const named = { namespace: 'shop', pod: podName(0), uid: podUid(0), container: 'app' };
    const alerts = [{ at: toldAt + 1_000, alert: alertAbout(named) }];
    return watchOver({ life, alerts, skew: 0, policy: defaultPolicy, lateness: () => 0 });
  };

  it('because it is stuck: it is told two minutes after its deadline, and not before', async () => {
    const seen = await watched(whole.filter((line) => !ends(line)));
    expect(seen.told.findIndex((all) => all.length > 0)).toBe(seen.told.length - 1);
    const [incident] = seen.told.at(-1) ?? [];
    expect(incident?.diagnosis).toMatchObject({ verdict: 'undetermined', cause: 'rollout', ending: { id: 'unknown' } });
    expect(incident?.diagnosis.summary).toMatch(/ is still Terminating \d+ (?:s|minutes) after its deadline\.$/);
    expect(incident?.diagnosis.ending.stuckSeconds).toBeGreaterThanOrEqual(120);
    expect(seen.hidden.at(-1)).toEqual([]);
  });

  it('because its deletion was forced: it is told as soon as that is seen', async () => {
    const lastly = whole.find((line) => line.type === 'DELETED' && ofPod(line));
    const running = whole.findLast((line) => ofPod(line) && !ends(line));
    if (!lastly || !running) throw new Error('the pod of this life does not die');
    const { metadata } = lastly.object;
    const deleted = { ...lastly, at: new Date(toldAt + 8_000).toISOString(), object: { ...running.object, metadata } };
    const seen = await watched([...whole.filter((line) => !ends(line)), deleted].toSorted(byTime));
    const [incident] = seen.told.at(-1) ?? [];
    expect(incident?.diagnosis).toMatchObject({ verdict: 'undetermined', cause: 'rollout', ending: { id: 'unknown' } });
    expect(incident?.diagnosis.because.map(({ text }) => text)).toContain(
      `pod ${podName(0)} is gone from the API; the last that was read back of it shows its container running`,
    );
    expect(seen.looks).toBe(1);
    expect(seen.hidden.at(-1)).toEqual([]);
  });
});

const alertsOf = (pods: number) =>
  Array.from({ length: pods }, (_, at) => ({
    at: toldAt + 1_000,
    alert: alertAbout({ namespace: 'shop', pod: podName(at), uid: podUid(at), container: 'app' }),
  }));

/** A container that its kubelet restarts in place, its end in `lastState`: told by its Killing event, which is the alert. */
function restart(endsAfter: number, exitCode: number): { life: Life; alert: Alert } {
  const named = { name: 'web-1', namespace: 'shop', uid: '00000000-0000-4000-8000-000000000001' };
  const at = (seconds: number): string => new Date(toldAt + seconds * 1000).toISOString();
  const pod = (resourceVersion: string, lastState: object): Life[number]['object'] => ({
    metadata: { ...named, resourceVersion },
    spec: { containers: [{ name: 'app', image: 'web:v1' }], terminationGracePeriodSeconds: 10 },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', restartCount: 0, state: { running: { startedAt: at(-600) } }, lastState }],
    },
  });
  const event = {
    metadata: { name: 'web-1.1', namespace: 'shop', uid: 'e-1', resourceVersion: '110' },
    involvedObject: { kind: 'Pod', ...named, fieldPath: 'spec.containers{app}', resourceVersion: '90' },
    reason: 'Killing',
    message: 'Container app failed liveness probe, will be restarted',
    firstTimestamp: at(0),
    lastTimestamp: at(0),
  };
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  const ended = { terminated: { exitCode, reason, startedAt: at(-600), finishedAt: at(endsAfter) } };
  const life: Life = [
    { at: at(-600), resource: 'pods', type: 'ADDED', object: pod('100', {}) },
    { at: at(0), resource: 'events', type: 'ADDED', object: event },
    { at: at(endsAfter + 0.3), resource: 'pods', type: 'MODIFIED', object: pod('120', ended) },
  ];
  const about = alertAbout({ namespace: 'shop', pod: 'web-1', uid: named.uid, container: 'app' });
  return { life, alert: { ...about, sender: 'kubernetes-event', event: event as unknown as Alert['event'] } };
}

describe('a container that restarts in place and still ran when its Killing event came in', () => {
  it.each<[Ending['id'], number, number]>([
    ['killed-after-grace', 10, 137],
    ['stopped-in-time', 3, 0],
  ])('is %s when it ended after %i s of 10 s with %i', async (id, after, exitCode) => {
    const { life, alert } = restart(after, exitCode);
    const seen = await watchOver({
      life,
      alerts: [{ at: toldAt + 200, alert }],
      skew: 0,
      lateness: () => 0,
      policy: defaultPolicy,
    });
    expect(seen.told[0]?.[0]?.diagnosis.ending.id).toBe('unknown');
    expect(lastKnown(seen)).toMatchObject({
      cause: 'liveness-probe',
      verdict: 'investigate',
      ending: { id, exitCode },
    });
  });
});

describe.each(policies)('the requests of a rollout, %s', (_what, policy) => {
  it.each([1, 20])('of %i pods: one watch a look time', async (pods) => {
    const seen = await watchOver({
      life: lifeOf(rolloutOf(pods, 30, 99)),
      alerts: alertsOf(pods),
      skew: 0,
      lateness: () => 0,
      policy,
    });
    // Once before the deadline, once after it.
    expect([seen.looks, seen.watches]).toEqual([2 * pods, 2]);
    expect([seen.told[0]?.length, seen.hidden[0]?.length]).toEqual(policy === defaultPolicy ? [0, pods] : [1, 0]);
    expect(seen.told.at(-1)?.map((i) => [i.verdict, i.alerts, i.pods.length])).toEqual([['investigate', pods, pods]]);
  });

  it('with a grace of 120 s: a fresh resource version every 45 s, so that no watch begins in what is forgotten', async () => {
    const asked: string[] = [];
    const seen = await watchOver({
      life: lifeOf(rolloutOf(3, 120, 99)),
      alerts: alertsOf(3),
      skew: 0,
      lateness: () => 0,
      policy,
      historyMs: 60_000,
      onRequest: (url) => void (url.searchParams.get('limit') === '1' && asked.push(url.pathname)),
    });
    expect(asked).toHaveLength(2);
    // So long after it was told to, a stop in time is one to look into.
    expect(seen.told.at(-1)?.map((i) => i.diagnosis.ending.id)).toEqual(['stopped-in-time']);
  });
});
