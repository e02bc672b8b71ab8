import type { Node } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, disrupt, edit, remove, testCause } from '../../support/look-alikes.ts';

const lab = { kind: 'Node', name: 'lab-node-2' };

/** Somebody tainted the node, which is well: `kubectl taint node lab-node-2 maintenance=true:NoExecute`. */
function tainted(story: Recording): void {
  disrupt(story, 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint');
  edit<Node>(story, 'nodes', lab.name, (node) => {
    node.spec = { taints: [{ key: 'maintenance', value: 'true', effect: 'NoExecute' }] };
  });
}

const notReadySince = (story: Recording, since: string): void =>
  edit<Node>(story, 'nodes', lab.name, ({ status }) => {
    const ready = status!.conditions!.find((c) => c.type === 'Ready')!;
    Object.assign(ready, { status: 'False', lastTransitionTime: since });
  });

testCause('taint-eviction', [
  ['somebody tainted its node', 'node-drain', tainted, { cause: 'taint-eviction', verdict: 'investigate' }],
  [
    'a device that it uses was tainted, whatever became of its node',
    'node-drain',
    (story) => {
      disrupt(story, 'DeletionByDeviceTaintManager', 'Device Taint manager: deleting due to NoExecute taint');
      remove(story, 'nodes', lab.name);
    },
    { cause: 'taint-eviction', verdict: 'investigate' },
  ],
  [
    'its node had not been ready for five minutes',
    'node-drain',
    (story) => {
      tainted(story);
      notReadySince(story, '2026-11-22T19:38:10Z');
    },
    { cause: 'node-unreachable' },
  ],
  [
    'its node went down after the eviction, and had been ready before',
    'node-drain',
    (story) => {
      tainted(story);
      notReadySince(story, '2026-11-22T19:43:15Z');
      addEvent(story, 'NodeReady', 'Node lab-node-2 status is now: NodeReady', '2026-11-22T19:40:00Z', lab);
    },
    { cause: 'taint-eviction' },
  ],
  [
    'its node is gone: whether it was ready is not known',
    'node-drain',
    (story) => {
      tainted(story);
      remove(story, 'nodes', lab.name);
    },
    { cause: null },
  ],
  [
    'the node has that taint, but the pod was evicted through the API',
    'node-drain',
    (story) => {
      tainted(story);
      disrupt(story, 'EvictionByEvictionAPI');
    },
    { cause: 'node-drain' },
  ],
]);
