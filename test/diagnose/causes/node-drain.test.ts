import type { Node } from '../../../src/types.ts';
import {
  addEvent,
  disrupt,
  edit,
  editEnd,
  editNodeEvents,
  forbid,
  testCause,
  withoutNodeEvents,
} from '../../support/look-alikes.ts';

const lab = { kind: 'Node', name: 'lab-node-2' };

testCause('node-drain', [
  [
    'the node was uncordoned before anybody looked: the kubelet had said that it was cordoned',
    'node-drain',
    (story) => {
      edit<Node>(story, 'nodes', lab.name, (node) => (node.spec = {}));
      addEvent(story, 'NodeSchedulable', 'Node lab-node-2 status is now: NodeSchedulable', '2026-11-22T19:43:18Z', lab);
    },
    { cause: 'node-drain', verdict: 'expected' },
  ],
  [
    'the node was uncordoned and cordoned once more since: one event stands for both',
    'node-drain',
    (story) => {
      edit<Node>(story, 'nodes', lab.name, (node) => (node.spec = {}));
      addEvent(story, 'NodeSchedulable', 'Node lab-node-2 status is now: NodeSchedulable', '2026-11-22T19:44:18Z', lab);
      editNodeEvents(story, 'NodeNotSchedulable', (e) => {
        e.count = 2;
        e.lastTimestamp = '2026-11-22T19:46:18Z';
      });
    },
    { cause: 'node-drain', verdict: 'expected' },
  ],
  [
    'its program did not stop in the drain and had to be killed',
    'node-drain',
    (story) =>
      editEnd(story, (end) =>
        Object.assign(end, { exitCode: 137, finishedAt: '2026-11-22T19:43:41Z', reason: 'Error' }),
      ),
    { cause: 'node-drain', ending: 'killed-after-grace', verdict: 'investigate' },
  ],
  [
    'the node was never cordoned',
    'node-drain',
    (story) => {
      edit<Node>(story, 'nodes', lab.name, (node) => (node.spec = {}));
      withoutNodeEvents(story, 'NodeNotSchedulable');
    },
    { cause: 'api-eviction' },
  ],
  [
    'the node was cordoned only after the eviction',
    'node-drain',
    (story) => {
      edit<Node>(story, 'nodes', lab.name, (node) => (node.spec!.taints![0]!.timeAdded = '2026-11-22T19:43:18Z'));
      withoutNodeEvents(story, 'NodeNotSchedulable');
    },
    { cause: 'api-eviction' },
  ],
  [
    'the pods of a cordoned node were deleted, not evicted (kubectl drain --disable-eviction, or anybody)',
    'node-drain',
    (story) => disrupt(story, null),
    { cause: 'pod-deleted' },
  ],
  [
    'nobody may read nodes: it may have been an autoscaler that removes the node',
    'node-drain',
    (story) => forbid(story, 'nodes'),
    { cause: null, verdict: 'undetermined' },
  ],
]);
