/** Stops that nobody recorded, made from recorded ones: other strategies, other owners, events that were counted together. */
import { describe, expect, it } from 'vitest';
import { shift } from '../../src/facts/time.ts';
import type { ControllerRevision, Deployment, KubeEvent, Pod, ReplicaSet, StatefulSet } from '../../src/types.ts';
import { add, edit, editEvents } from '../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../support/recordings.ts';

const [old, next] = ['payments-api-74d986956b', 'payments-api-8f5f6dffb'];

/** What is said of a recording after a change. */
async function said(from: string, change: (story: Recording) => void) {
  const story = await recording(from);
  change(story);
  const { cause, ending, verdict, subject, summary } = await explainRecording(story);
  return { cause, ending, verdict, subject, summary };
}

/** The alert comes without a UID, as many rules send it. */
function withoutUid(story: Recording): void {
  const body = JSON.parse(story.body) as { involvedObject?: { uid?: string } };
  delete body.involvedObject?.uid;
  story.body = JSON.stringify(body);
}

/** A StatefulSet's recording as a DaemonSet's: its label holds the hash alone, its revision the name too. */
function asDaemonSet(story: Recording): void {
  const text = JSON.stringify(story.snapshot)
    .replaceAll('"StatefulSet"', '"DaemonSet"')
    .replaceAll('/statefulsets', '/daemonsets');
  story.snapshot = JSON.parse(text) as Recording['snapshot'];
  story.body = story.body.replaceAll('"StatefulSet"', '"DaemonSet"');
  edit<Pod>(story, 'pods', null, (pod) => {
    const labels = pod.metadata?.labels ?? {};
    labels['controller-revision-hash'] = labels['controller-revision-hash']?.replace(/^ledger-/, '') ?? '';
  });
}

describe('a rollout is seen', () => {
  it('with the strategy Recreate, whose new set is made when the old pods have ended', async () => {
    const { cause, verdict } = await said('rollout-image', (story) => {
      edit<Deployment>(story, 'deployments', null, (d) => (d.spec!.strategy = { type: 'Recreate' }));
      edit<ReplicaSet>(story, 'replicasets', next, (set) => (set.metadata!.creationTimestamp = '2026-11-22T19:37:37Z'));
    });
    expect({ cause, verdict }).toEqual({ cause: 'rollout', verdict: 'expected' });
  });

  it('not as a scale-down while the new set is not made yet', async () => {
    const { cause } = await said('scale-down', (story) =>
      edit<Deployment>(
        story,
        'deployments',
        null,
        (d) => (d.spec!.template.spec!.containers[0]!.image = 'localhost/app:v2'),
      ),
    );
    expect(cause).toBeNull();
  });

  it('of a DaemonSet, whose pods carry the hash alone', async () => {
    const { cause, subject } = await said('statefulset-rollout', asDaemonSet);
    expect({ cause, kind: subject.workload?.kind }).toEqual({ cause: 'rollout', kind: 'DaemonSet' });
  });

  it('of a StatefulSet whose next pod has the name of the one that stopped, without a UID in the alert', async () => {
    const { cause, ending } = await said('statefulset-rollout', withoutUid);
    expect({ cause, ending: ending.id }).toEqual({ cause: 'rollout', ending: 'stopped-in-time' });
  });

  it('of a set with more deletions than one event each, by the event that combined them', async () => {
    const { cause } = await said('rollout-image', (story) =>
      editEvents(
        story,
        'SuccessfulDelete',
        (e) => (e.message = `(combined from similar events): Deleted pod: ${old}-zzzzz`),
      ),
    );
    expect(cause).toBe('rollout');
  });
});

describe('a probe kill', () => {
  const again = (e: KubeEvent): void => {
    // The kubelet counted a second kill into the same event; it is of the run that followed.
    e.count = 2;
    e.lastTimestamp = '2026-11-22T19:38:40Z';
  };

  it('that was counted together with a later one is timed by its own moment', async () => {
    const { cause, ending } = await said('liveness-then-killed', (story) => editEvents(story, 'Killing', again));
    expect({ cause, ending: ending.id, took: ending.tookSeconds }).toEqual({
      cause: 'liveness-probe',
      ending: 'killed-after-grace',
      took: 5,
    });
  });

  it("that may have been this run's or another's is claimed for none", async () => {
    const { cause, ending } = await said('liveness-then-killed', (story) =>
      editEvents(story, 'Killing', (e) => {
        again(e);
        e.count = 3;
        e.firstTimestamp = '2026-11-22T19:37:00Z';
      }),
    );
    expect({ cause, ending: ending.id, told: ending.toldAt }).toEqual({ cause: null, ending: 'unknown', told: null });
  });
});

describe('an eviction', () => {
  const exitedZero = (pod: Pod): void => {
    if (!pod.status?.reason) return;
    delete pod.status.reason;
    delete pod.status.message;
    pod.status.phase = 'Succeeded';
    for (const c of pod.status.containerStatuses ?? [])
      Object.assign(c.state?.terminated ?? {}, { exitCode: 0, reason: 'Completed' });
  };

  it.each(['evicted-emptydir', 'node-memory-pressure-v1.28'])(
    'whose program exited 0 leaves a Succeeded pod without a reason: the event tells (%s)',
    async (name) => {
      const { cause, ending, verdict } = await said(name, (story) =>
        edit<Pod>(story, 'pods', story.truth.pod, exitedZero),
      );
      const { truth } = await recording(name);
      expect({ cause, ending: ending.id, verdict }).toEqual({
        cause: truth.cause,
        ending: 'stopped-in-time',
        verdict: 'investigate',
      });
    },
  );
});

describe('a StatefulSet of 1.28 that cleans up', () => {
  it('after a pod that somebody deleted did not delete it', async () => {
    const { cause } = await said('statefulset-rollout-v1.28', (story) => {
      // No newer revision; the controller's own words come when the pod has ended, three seconds after it was told.
      edit<ControllerRevision>(story, 'controllerrevisions', 'ledger-5954d75bd', (r) => (r.revision = 9));
      edit<StatefulSet>(story, 'statefulsets', 'ledger', ({ status }) => {
        status!.updateRevision = status!.currentRevision!;
      });
      editEvents(story, 'SuccessfulDelete', (e) => (e.firstTimestamp = '2026-11-22T20:08:42Z'));
    });
    expect(cause).toBe('pod-deleted');
  });
});

describe('a pod that is going, whose container was restarted in it before', () => {
  /** The pod as it was just told to go, in the list; its container runs on after an end so long ago (seconds). */
  function going(story: Recording, ago: number): void {
    const all = Object.values(story.snapshot.changes).flatMap((list) => list.map((change) => change.object as Pod));
    const pod = structuredClone(
      all.find((p) => p.metadata?.name === story.truth.pod && p.metadata?.deletionTimestamp)!,
    );
    const { deletionTimestamp } = pod.metadata!;
    story.snapshot.now = shift(deletionTimestamp!, -28);
    const [startedAt, finishedAt] = [shift(story.snapshot.now, -ago - 60), shift(story.snapshot.now, -ago)];
    const status = pod.status!.containerStatuses![0]!;
    status.lastState = { terminated: { exitCode: 1, reason: 'Error', startedAt, finishedAt } };
    status.restartCount = 1;
    add(story, 'pods', pod as Pod & { metadata: { name: string } });
  }

  it('three days ago: it goes for the rollout', async () => {
    const { cause, ending } = await said('rollout-image', (story) => {
      going(story, 259_200);
      const event = { ...(JSON.parse(story.body) as KubeEvent), reason: 'BackOff' };
      story.body = JSON.stringify(event);
    });
    expect({ cause, ending: ending.id }).toEqual({ cause: 'rollout', ending: 'unknown' });
  });

  it('a moment ago: an event of its going speaks of its going', async () => {
    const { cause, ending, verdict } = await said('prestop-fails', (story) => going(story, 100));
    expect({ cause, ending: ending.id, verdict }).toEqual({
      cause: 'rollout',
      ending: 'unknown',
      verdict: 'investigate',
    });
  });
});
