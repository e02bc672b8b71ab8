import type { Node } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, disrupt, edit, forbid, testCause } from '../../support/look-alikes.ts';

const lab = { kind: 'Node', name: 'lab-node-2' };
const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

/** The node's Ready condition, and the taint that goes with it when it is not True. */
function ready(story: Recording, status: 'True' | 'Unknown', since: string): void {
  edit<Node>(story, 'nodes', lab.name, (node) => {
    node.spec = status === 'True' ? {} : { taints: [{ ...unreachable, timeAdded: since }] };
    const condition = node.status!.conditions!.find((c) => c.type === 'Ready')!;
    Object.assign(condition, { status, lastTransitionTime: since, reason: 'NodeStatusUnknown' });
  });
}

/** The pod was told to go at 19:43:11, five minutes after its node fell silent. */
function lost(story: Recording, since = '2026-11-22T19:38:10Z'): void {
  disrupt(story, 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint');
  ready(story, 'Unknown', since);
}

testCause('node-unreachable', [
  [
    'its node had been silent for its tolerated time',
    'node-drain',
    (story) => lost(story),
    { cause: 'node-unreachable', verdict: 'investigate' },
  ],
  [
    'its node is back by now, but was said to be not ready before',
    'node-drain',
    (story) => {
      lost(story);
      ready(story, 'True', '2026-11-22T19:43:15Z');
      addEvent(story, 'NodeNotReady', 'Node lab-node-2 status is now: NodeNotReady', '2026-11-22T19:38:10Z', lab);
    },
    { cause: 'node-unreachable', verdict: 'investigate' },
  ],
  [
    'its node fell silent only after the pod had been told to go: how it was before, nobody said',
    'node-drain',
    (story) => lost(story, '2026-11-22T19:43:15Z'),
    { cause: null },
  ],
  [
    'its node was ready all along',
    'node-drain',
    (story) => {
      lost(story);
      ready(story, 'True', '2026-11-22T19:01:04Z');
    },
    { cause: 'taint-eviction' },
  ],
  [
    'nobody may read nodes: a taint it was, and whose is not known',
    'node-drain',
    (story) => {
      lost(story);
      forbid(story, 'nodes');
    },
    { cause: null },
  ],
]);
