import type { Node } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, disrupt, edit, remove, testCause, withoutNodeEvents } from '../../support/look-alikes.ts';

const toldAt = '2026-11-22T19:43:11Z';
const unix = (time: string): string => String(Date.parse(time) / 1000);

/** cluster-autoscaler marks a node that it is about to remove with the second in which it did so. */
const marked = (story: Recording, key: string, value?: string): void =>
  edit<Node>(story, 'nodes', 'lab-node-2', ({ spec }) => {
    spec!.taints!.push({ key, effect: 'NoSchedule', ...(value ? { value } : {}) });
  });

const byAutoscaler = (story: Recording): void =>
  marked(story, 'ToBeDeletedByClusterAutoscaler', unix('2026-11-22T19:43:05Z'));

testCause('autoscaler-scale-in', [
  [
    'cluster-autoscaler had marked the node',
    'node-drain',
    byAutoscaler,
    { cause: 'autoscaler-scale-in', verdict: 'investigate' },
  ],
  [
    'Karpenter had marked the node, and cordons none',
    'node-drain',
    (story) => {
      edit<Node>(story, 'nodes', 'lab-node-2', (node) => (node.spec = { taints: [] }));
      withoutNodeEvents(story, 'NodeNotSchedulable');
      marked(story, 'karpenter.sh/disrupted');
    },
    { cause: 'autoscaler-scale-in', verdict: 'investigate' },
  ],
  [
    'the node is gone already, and the autoscaler’s event about the pod is left',
    'node-drain',
    (story) => {
      remove(story, 'nodes', 'lab-node-2');
      addEvent(story, 'ScaleDown', 'deleting pod for node scale down', toldAt);
    },
    { cause: 'autoscaler-scale-in', verdict: 'investigate' },
  ],
  [
    'the node was drained by somebody, and the autoscaler marked the empty node afterwards',
    'node-drain',
    (story) => marked(story, 'ToBeDeletedByClusterAutoscaler', unix('2026-11-22T19:43:19Z')),
    { cause: 'node-drain', verdict: 'expected' },
  ],
  [
    'the node is only a candidate for removal',
    'node-drain',
    (story) => marked(story, 'DeletionCandidateOfClusterAutoscaler', unix('2026-11-22T19:43:05Z')),
    { cause: 'node-drain', verdict: 'expected' },
  ],
  [
    'the node is marked, but the pod was preempted',
    'node-drain',
    (story) => {
      byAutoscaler(story);
      disrupt(story, 'PreemptionByScheduler');
    },
    { cause: 'preemption' },
  ],
]);
