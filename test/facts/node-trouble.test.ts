import { describe, expect, it } from 'vitest';
import { inTrouble } from '../../src/facts/node-trouble.ts';
import type { KubeEvent, Node, Seen } from '../../src/types.ts';
import { at, event, node, unread } from '../support/stories.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;
const ready = { type: 'Ready', status: 'True' };
const calm = node({}, { conditions: [ready, { type: 'MemoryPressure', status: 'False' }] });
const about = { kind: 'Node', name: 'node-1' };

const trouble = (of: Seen<Node>, events: Seen<KubeEvent>[] = []): boolean =>
  inTrouble({ node: known(of), nodeEvents: known(events) }, at(0));

describe('a node is in trouble', () => {
  it.each<[sentence: string, of: Seen<Node>]>([
    ['under memory pressure', node({}, { conditions: [ready, { type: 'MemoryPressure', status: 'True' }] })],
    ['not ready', node({}, { conditions: [{ type: 'Ready', status: 'Unknown' }] })],
    ['cordoned', node({ unschedulable: true }, { conditions: [ready] })],
    ['with the node controller’s taint', node({ taints: [{ key: 'node.kubernetes.io/disk-pressure' }] })],
  ])('%s', (_sentence, of) => {
    expect(trouble(of)).toBe(true);
  });

  it.each(['SystemOOM', 'EvictionThresholdMet', 'NodeNotReady', 'NodeNotSchedulable', 'Rebooted'])(
    'when %s was said of it around that moment',
    (reason) => {
      expect(trouble(calm, [event(reason, -500, about)])).toBe(true);
      expect(trouble(calm, [event(reason, -700, about)])).toBe(false);
    },
  );

  it('and by its events alone where it could not be read', () => {
    const nodeEvents = known([event('SystemOOM', 5, about)]);
    expect(inTrouble({ node: unread(), nodeEvents }, at(0))).toBe(true);
    expect(inTrouble({ node: unread(), nodeEvents: unread() }, at(0))).toBe(false);
  });
});

describe('a node is not in trouble', () => {
  it.each<[sentence: string, of: Seen<Node>]>([
    ['that is well', calm],
    ['of which nothing is known', node()],
    ['that is kept for some pods', node({ taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoExecute' }] })],
  ])('%s', (_sentence, of) => {
    expect(trouble(of, [event('NodeReady', 0, about)])).toBe(false);
  });
});
