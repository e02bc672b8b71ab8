/** Pods of every owner: the same recorded stories, owned as other workloads own theirs. */
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/types.ts';
import { asArgoRollout, edit } from '../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../support/recordings.ts';

async function said(from: string, change: (story: Recording) => void) {
  const story = await recording(from);
  change(story);
  const { cause, ending, verdict, subject, remediation } = await explainRecording(story);
  const workload = `${subject.workload?.kind}/${subject.workload?.name}`;
  return { cause, ending: ending.id, verdict, workload, remediation };
}

/** The subject's pod without an owner. */
const bare = (story: Recording): void =>
  edit<Pod>(story, 'pods', story.truth.pod, (pod) => delete pod.metadata!.ownerReferences);

describe('a pod', () => {
  it('of an Argo Rollout is replaced by its ReplicaSets like any other', async () => {
    expect(await said('rollout-image', asArgoRollout)).toMatchObject({
      cause: 'rollout',
      ending: 'stopped-in-time',
      verdict: 'expected',
      workload: 'Rollout/payments-api',
    });
  });

  it('of a Job that crashes is a program that ended by itself', async () => {
    const { cause, workload } = await said('crash-exit-1', (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        pod.metadata!.ownerReferences = [
          { kind: 'Job', name: 'nightly', apiVersion: 'batch/v1', uid: 'j', controller: true },
        ];
        pod.spec!.restartPolicy = 'OnFailure';
      }),
    );
    expect({ cause, workload }).toEqual({ cause: 'app-exit', workload: 'Job/nightly' });
  });

  it('without an owner is its own workload, and no command names one that is not there', async () => {
    const { workload, remediation } = await said('oom-killed', bare);
    expect(workload).toBe('Pod/image-resizer-d58574f6d-sv4ld');
    expect(remediation.join('\n')).not.toMatch(/deployment|rollout/);
  });

  it('of a node (a static pod) is its own workload', async () => {
    const { workload } = await said('oom-killed', (story) =>
      edit<Pod>(story, 'pods', story.truth.pod, (pod) => {
        pod.metadata!.ownerReferences = [
          { kind: 'Node', name: 'lab-node-1', apiVersion: 'v1', uid: 'n', controller: true },
        ];
      }),
    );
    expect(workload).toBe('Pod/image-resizer-d58574f6d-sv4ld');
  });

  it.each(['api', 'cache'] as const)(
    'of several containers is told of the one that is named: %s',
    async (container) => {
      const { cause } = await said('two-containers-one-oom', (story) => {
        const body = JSON.parse(story.body) as { alerts: { labels: Record<string, string> }[] };
        for (const alert of body.alerts) alert.labels.container = container;
        story.body = JSON.stringify(body);
      });
      expect(cause).toBe(container === 'cache' ? 'oom-killed' : null);
    },
  );
});
