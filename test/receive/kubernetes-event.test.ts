import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stopReasons } from '../../src/receive/kubernetes-event.ts';
import { receive } from '../../src/receive/receive.ts';

const corpus = `${import.meta.dirname}/../fixtures/corpus`;
type Fields = Record<string, unknown>;

/** A kubelet's Event as the core/v1 API has it. */
const core = (changes: Fields = {}): Fields => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: 'web-1.18ea', namespace: 'shop', uid: 'e-1', creationTimestamp: '2026-11-22T19:43:12Z' },
  involvedObject: {
    kind: 'Pod',
    namespace: 'shop',
    name: 'web-1',
    uid: 'p-1',
    resourceVersion: '17021',
    fieldPath: 'spec.containers{app}',
  },
  reason: 'Killing',
  message: 'Stopping container app',
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: '2026-11-22T19:43:12Z',
  lastTimestamp: '2026-11-22T19:43:14Z',
  count: 2,
  type: 'Normal',
  eventTime: null,
  ...changes,
});
/** The same one in events.k8s.io/v1. */
const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, ...shared } = core();
const newer = {
  ...shared,
  apiVersion: 'events.k8s.io/v1',
  regarding: involvedObject,
  note: message,
  deprecatedSource: source,
  deprecatedFirstTimestamp: firstTimestamp,
  deprecatedLastTimestamp: lastTimestamp,
  deprecatedCount: count,
  reportingController: 'kubelet',
};
const got = (body: unknown) => {
  const batch = receive('events', typeof body === 'string' ? body : JSON.stringify(body));
  if (!batch.ok) throw new Error(batch.reason);
  return batch;
};
const without = (field: string): Fields => ({ ...core(), [field]: undefined });

describe('an Event is an alert, whichever API it comes from', () => {
  it.each([
    ['core/v1', core()],
    ['events.k8s.io/v1', newer],
  ])('%s', (_api, body) => {
    const { alerts, rejected, dropped } = got(body);
    expect([alerts.length, rejected, dropped]).toEqual([1, [], null]);
    expect(alerts[0]).toMatchObject({
      sender: 'kubernetes-event',
      cluster: null,
      status: 'firing',
      fingerprint: 'e-1',
      startsAt: '2026-11-22T19:43:14Z',
      endsAt: null,
      labels: { alertname: 'Killing', namespace: 'shop', pod: 'web-1' },
      field: '',
      event: { involvedObject, message, source, firstTimestamp, lastTimestamp, count },
    });
  });

  it('events.k8s.io/v1 of the scheduler, with neither an old time nor a series yet', () => {
    const { deprecatedFirstTimestamp: _first, deprecatedLastTimestamp: _last, ...body } = newer;
    const scheduler = { ...body, reason: 'Preempted', eventTime: '2026-11-22T19:43:12.345678Z' };
    expect(got(scheduler).alerts[0]).toMatchObject({ startsAt: '2026-11-22T19:43:12.345678Z' });
    const repeated = { ...scheduler, series: { count: 2, lastObservedTime: '2026-11-22T19:45:00.000001Z' } };
    expect(got(repeated).alerts[0]).toMatchObject({ startsAt: '2026-11-22T19:45:00.000001Z' });
  });

  it('the exporter’s: its clusterName is the cluster, and an empty one is none', () => {
    expect(got(core({ clusterName: 'prod-eu-1' })).alerts[0]?.cluster).toBe('prod-eu-1');
    expect([got(core({ clusterName: '' })), got(core({ clusterName: null }))].map((b) => b.alerts[0]?.cluster)).toEqual(
      [null, null],
    );
  });

  it('the exporter’s: owners of the object stay with it', () => {
    const about = {
      ...(involvedObject as Fields),
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web' }],
      deleted: true,
    };
    expect(got(core({ involvedObject: about })).alerts[0]?.event?.involvedObject).toEqual(about);
  });

  it('without a UID it goes by namespace and name; of year 1 is no time', () => {
    const metadata = { name: 'web-1.18ea', namespace: 'shop' };
    const body = core({ metadata, lastTimestamp: '0001-01-01T00:00:00Z' });
    expect(got(body).alerts[0]).toMatchObject({ fingerprint: 'shop/web-1.18ea', startsAt: '2026-11-22T19:43:12Z' });
  });

  it('that comes again with a later time is another occurrence of the same Event', () => {
    const [a, b] = [core(), core({ lastTimestamp: '2026-11-22T19:50:00Z' })].map((body) => got(body).alerts[0]);
    expect([a?.fingerprint, a?.startsAt === b?.startsAt]).toEqual([b?.fingerprint, false]);
  });

  const recorded = readdirSync(corpus).filter((name) => readdirSync(`${corpus}/${name}`).includes('event.json'));
  it.each(recorded)('the recording %s', (name) => {
    const { alerts } = got(readFileSync(`${corpus}/${name}/event.json`, 'utf8'));
    expect([alerts.length, alerts[0]?.cluster]).toEqual([1, 'lab-eu-1']);
    expect(alerts[0]?.labels['pod']).toBeTruthy();
  });
});

/**
 * Reasons as the components write them: the kubelet's of v1.36 (pkg/kubelet/events/event.go, eviction, oom, nodeshutdown), the
 * taint controllers', the scheduler's and the Job controller's.
 */
const stops = `Killing Preempting BackOff ExceededGracePeriod Failed FailedPostStartHook FailedPreStopHook SandboxChanged
  Evicted NodeShutdown SystemOOM OOMKilling TaintManagerEviction DeviceTaintManagerEviction Preempted
  BackoffLimitExceeded DeadlineExceeded PodFailurePolicy MaxFailedIndexesExceeded`;
const noStops = `Created Started Pulling Pulled InspectFailed ErrImageNeverPull FailedKillPod FailedCreatePodContainer
  NetworkNotReady NodeReady NodeNotReady NodeSchedulable NodeNotSchedulable Starting KubeletSetupFailed FailedAttachVolume
  FailedMount VolumeResizeFailed VolumeResizeSuccessful FileSystemResizeFailed FileSystemResizeSuccessful FailedMapVolume
  AlreadyMountedVolume SuccessfulAttachVolume SuccessfulMountVolume Rebooted Shutdown ContainerGCFailed ImageGCFailed
  FailedNodeAllocatableEnforcement NodeAllocatableEnforced FailedCreatePodSandBox FailedPodSandBoxStatus
  FailedMountOnFilesystemMismatch FailedPrepareDynamicResources InvalidDiskCapacity FreeDiskSpaceFailed Unhealthy
  ProbeWarning FailedSync FailedValidation ResizeStarted ResizeCompleted ResizeDeferred ResizeInfeasible ResizeError
  Scheduled FailedScheduling ScalingReplicaSet SuccessfulCreate SuccessfulDelete SuccessfulRescale Completed LeaderElection`;
const words = (text: string): string[] => text.split(/\s+/);

describe('which reasons are a stop', () => {
  it.each(words(stops))('%s is', (reason) => expect(got(core({ reason })).alerts).toHaveLength(1));

  it.each(words(noStops))('%s is not: dropped under its name', (reason) =>
    expect(got(core({ reason }))).toEqual({ ok: true, alerts: [], rejected: [], dropped: reason }),
  );

  it('the table holds no other', () => expect([...stopReasons].sort()).toEqual(words(stops).sort()));

  it.each([
    ['TaintManagerEviction', 'Cancelling deletion of Pod shop/web-1'],
    ['DeviceTaintManagerEviction', 'Cancelling deletion'],
  ])('%s that takes an eviction back is not', (reason, said) => {
    expect(got(core({ reason, message: said }))).toMatchObject({ alerts: [], dropped: reason });
    expect(got(core({ reason, message: 'Marking for deletion Pod shop/web-1' })).alerts).toHaveLength(1);
  });
});

describe('what says who wrote an Event', () => {
  it.each<[string, unknown]>([
    ['a text', 'kubelet'],
    ['a list', []],
    ['a host that is a list', { component: 'kubelet', host: [] }],
    ['a host that is a number', { host: 7 }],
    ['a component of a megabyte', { component: 'x'.repeat(1 << 20) }],
  ])('that is %s is left out, and the Event is kept', (_name, source) => {
    const event = got(core({ source, type: {}, reportingComponent: 7 })).alerts[0]?.event;
    expect([event?.type, event?.reportingComponent]).toEqual([null, null]);
    for (const name of [event?.source?.host, event?.source?.component])
      expect([name ?? 'kubelet']).toEqual(['kubelet']);
  });
});

it.each<[string, unknown]>([
  ['a text', 'ReplicaSet/web'],
  ['an object', { find: 1 }],
  ['a list of nothing', [null]],
  ['without a kind', [{ name: 'web-7d9f' }]],
])('owners that are %s are left out, and the Event is kept', (_name, ownerReferences) => {
  const about = core()['involvedObject'] as Fields;
  const { alerts } = got(core({ involvedObject: { ...about, ownerReferences } }));
  expect(alerts[0]?.event?.involvedObject).toEqual({ ...about, ownerReferences: null });
});

describe('what is not an Event', () => {
  it.each([
    ['a list', '[]', /body/],
    [
      'a webhook of Alertmanager, saying where it belongs',
      '{"alerts":[]}',
      /^not a Kubernetes Event: this looks like a webhook of Alertmanager; POST it to \/webhooks\/alertmanager$/,
    ],
    ['no metadata, saying so', without('metadata'), /^not a Kubernetes Event: metadata: missing$/],
    ['no metadata', without('metadata'), /metadata/],
    ['no reason', without('reason'), /reason/],
    ['about nothing', without('involvedObject'), /involvedObject\.kind.*regarding/],
    ['about something without a kind', core({ involvedObject: { name: 'web-1' } }), /involvedObject\.kind/],
    ['a time that is none', core({ lastTimestamp: 'yesterday' }), /lastTimestamp/],
    ['a time that is a number', core({ eventTime: 1795373597 }), /eventTime/],
    ['an infinite count', JSON.stringify(core()).replace('"count":2', '"count":1e999'), /count/],
    ['nothing to tell it by', core({ metadata: {} }), /metadata/],
    ['no time at all', core({ metadata: { uid: 'e' }, firstTimestamp: null, lastTimestamp: null }), /metadata/],
    ['a message of a megabyte', core({ message: 'x'.repeat(1 << 20) }), /message/],
    ['a time of a megabyte', core({ eventTime: `2026-11-22T19:43:12.${'0'.repeat(1 << 20)}Z` }), /eventTime/],
  ])('%s: refused with the path', (_name, body, reason) => {
    expect(receive('events', typeof body === 'string' ? body : JSON.stringify(body))).toEqual({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('nearly right ones never throw, and none passes without a time and an identity', () => {
    const nearly = (key: string) => fc.jsonValue().map((value) => core({ [key]: value }));
    const bodies = fc.constantFrom(...Object.keys(core()), 'regarding', 'series', 'note', 'clusterName').chain(nearly);
    fc.assert(
      fc.property(bodies, (body) => {
        const batch = receive('events', JSON.stringify(body));
        for (const a of batch.ok ? batch.alerts : []) {
          expect(Date.parse(a.startsAt)).not.toBeNaN();
          expect(a.fingerprint).not.toBe('');
          expect(stopReasons.has(a.labels['alertname'] ?? '')).toBe(true);
        }
      }),
    );
  });
});
