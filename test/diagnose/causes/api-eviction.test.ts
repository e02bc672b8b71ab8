import type { Node } from '../../../src/types.ts';
import type { Recording } from '../../support/recordings.ts';
import { addEvent, disrupt, edit, forbid, remove, testCause, withoutNodeEvents } from '../../support/look-alikes.ts';

const lab = { kind: 'Node', name: 'lab-node-2' };

/** A descheduler's eviction: as in a drain, on a node that nobody cordoned. */
function descheduled(story: Recording): void {
  edit<Node>(story, 'nodes', lab.name, (node) => (node.spec = {}));
  withoutNodeEvents(story, 'NodeNotSchedulable');
}

testCause('api-eviction', [
  [
    'something evicted it from a node that was not cordoned',
    'node-drain',
    descheduled,
    { cause: 'api-eviction', ending: 'stopped-in-time', verdict: 'expected' },
  ],
  [
    'the node had been cordoned and given free again minutes before',
    'node-drain',
    (story) => {
      descheduled(story);
      addEvent(story, 'NodeNotSchedulable', 'now: NodeNotSchedulable', '2026-11-22T19:36:00Z', lab);
      addEvent(story, 'NodeSchedulable', 'now: NodeSchedulable', '2026-11-22T19:38:00Z', lab);
    },
    { cause: 'api-eviction', verdict: 'expected' },
  ],
  [
    'the kubelet said, moments before, that its node is cordoned',
    'node-drain',
    (story) => {
      descheduled(story);
      addEvent(story, 'NodeNotSchedulable', 'now: NodeNotSchedulable', '2026-11-22T19:43:05Z', lab);
    },
    { cause: 'node-drain' },
  ],
  [
    'its node is gone: whether it was drained is not known',
    'node-drain',
    (story) => {
      descheduled(story);
      remove(story, 'nodes', lab.name);
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'nobody may read nodes: whether it was drained is not known',
    'node-drain',
    (story) => {
      descheduled(story);
      forbid(story, 'nodes');
    },
    { cause: null, verdict: 'undetermined' },
  ],
  [
    'no eviction stands in the pod: somebody deleted it',
    'node-drain',
    (story) => {
      descheduled(story);
      disrupt(story, null);
    },
    { cause: 'pod-deleted' },
  ],
]);
