import { describe, expect, it } from 'vitest';
import { shift } from '../../../src/facts/time.ts';
import type { Node, Pod } from '../../../src/types.ts';
import { add, edit, editEnd, testConcern } from '../../support/look-alikes.ts';
import { explainRecording, recording, type Recording } from '../../support/recordings.ts';

/** The pod as it was told to go is in the list still, so long (seconds) after its deadline. */
function stays(story: Recording, late: number, change: (pod: Pod) => void = () => {}): void {
  const all = Object.values(story.snapshot.changes).flatMap((list) => list.map((change) => change.object as Pod));
  const pod = structuredClone(all.find((p) => p.metadata?.name === story.truth.pod && p.metadata?.deletionTimestamp)!);
  change(pod);
  story.snapshot.changes = {};
  story.snapshot.now = shift(String(pod.metadata!.deletionTimestamp), late);
  add(story, 'pods', pod as Pod & { metadata: { name: string } });
}

/** What is said of it after a change. */
async function said(change: (story: Recording) => void) {
  const story = await recording('rollout-image');
  change(story);
  const { verdict, summary, concerns } = await explainRecording(story);
  const [concern] = concerns;
  return { verdict, summary, because: concern?.because.map(({ text }) => text), remediation: concern?.remediation };
}

testConcern(
  'stuck-terminating',
  [],
  [
    [
      'it is there ten minutes after its deadline',
      'rollout-image',
      (story) => stays(story, 600),
      { cause: 'rollout', ending: 'unknown', concerns: ['stuck-terminating'], verdict: 'undetermined' },
    ],
    [
      'its grace has not run out',
      'rollout-image',
      (story) => stays(story, -10),
      { cause: 'rollout', ending: 'unknown', concerns: [], verdict: 'expected' },
    ],
    [
      'its grace ran out a moment ago: nobody knows how it ends',
      'rollout-image',
      (story) => stays(story, 30),
      { cause: 'rollout', ending: 'unknown', concerns: [], verdict: 'undetermined' },
    ],
    [
      'its container has ended, and something else holds the pod',
      'rollout-image',
      (story) =>
        stays(story, 600, ({ status }) => {
          const startedAt = '2026-11-22T19:36:50Z';
          const terminated = { exitCode: 143, reason: 'Error', startedAt, finishedAt: '2026-11-22T19:37:33Z' };
          status!.containerStatuses![0]!.state = { terminated };
        }),
      { cause: 'rollout', ending: 'stopped-in-time', concerns: [], verdict: 'expected' },
    ],
    [
      'it is gone, and the last that was shown of it was its container running',
      'rollout-image',
      (story) =>
        edit<Pod>(story, 'pods', story.truth.pod, ({ status }) => {
          for (const c of status!.containerStatuses!) c.state = { running: { startedAt: '2026-11-22T19:36:50Z' } };
        }),
      { cause: 'rollout', ending: 'unknown', concerns: [], verdict: 'undetermined' },
    ],
    [
      'the runtime lost its container: that is no good end either',
      'rollout-ignores-sigterm',
      (story) => editEnd(story, (end) => (end.reason = 'ContainerStatusUnknown')),
      { cause: 'rollout', ending: 'unknown', verdict: 'undetermined' },
    ],
  ],
);

describe('a pod that is stuck', () => {
  it('is said to be, and what it goes for', async () => {
    const { summary } = await said((story) => stays(story, 600));
    expect(summary).toMatch(
      /^payments-api: a pod was replaced in the rollout .* and is still Terminating 10 minutes after its deadline\.$/,
    );
  });

  it('for its finalizers: they are named', async () => {
    const { because, remediation } = await said((story) =>
      stays(story, 600, ({ metadata }) => (metadata!.finalizers = ['example.com/drain'])),
    );
    expect(because).toContain('it has the finalizers `example.com/drain`');
    expect(remediation).toEqual([expect.stringContaining("-o jsonpath='{.metadata.finalizers}'")]);
  });

  it('for its node: since when it does not report', async () => {
    const { because, remediation } = await said((story) => {
      stays(story, 600);
      edit<Node>(story, 'nodes', null, ({ status }) => {
        const ready = status!.conditions!.find(({ type }) => type === 'Ready')!;
        Object.assign(ready, { status: 'Unknown', lastTransitionTime: '2026-11-22T19:37:32Z' });
      });
    });
    expect(because).toEqual([
      expect.stringContaining('is in the API with `deletionTimestamp` 2026-11-22T19:38:01Z'),
      'the API still shows its container as running',
      expect.stringMatching(/^its node lab-node-\d is not Ready \(`Unknown`\) since 2026-11-22T19:37:32Z$/),
    ]);
    expect(remediation).toEqual([expect.stringMatching(/^bring the node back/)]);
  });
});
