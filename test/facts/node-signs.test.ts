import { describe, expect, it } from 'vitest';
import {
  cordonedAround,
  evictingTaints,
  markedForRemoval,
  nodeWasRead,
  readinessAt,
  rebootedAround,
  systemOomAround,
} from '../../src/facts/node-signs.ts';
import type { Because, KubeEvent, Node, Seen } from '../../src/types.ts';
import { at, event, node, unread } from '../support/stories.ts';

type Said = [reason: string, seconds: number];
const about = (...[reason, seconds]: Said): Seen<KubeEvent> => event(reason, seconds, { kind: 'Node', name: 'node-1' });
const signs = (of = node(), said: Said[] = []) => ({
  node: { known: true, value: of } as const,
  nodeEvents: { known: true, value: said.map((one) => about(...one)) } as const,
});
const fields = (lines: Because[]): string[] => lines.flatMap((line) => line.sources.map((s) => s.field));

describe('cordoned at second 0', () => {
  const cordon = (timeAdded?: number): Seen<Node> =>
    node({
      unschedulable: true,
      taints: timeAdded === undefined ? [] : [{ key: 'node.kubernetes.io/unschedulable', timeAdded: at(timeAdded) }],
    });
  const [off, on] = ['NodeNotSchedulable', 'NodeSchedulable'];

  it.each<[sentence: string, node: Seen<Node>, said: Said[], cites: string | null]>([
    ['the field says so', cordon(), [], 'spec.unschedulable'],
    ['its taint is as old as that', cordon(-60), [], 'spec.unschedulable'],
    ['its taint is younger: it was cordoned afterwards', cordon(60), [], null],
    ['its taint is younger, but the kubelet said so before', cordon(60), [[off, -60]], 'reason'],
    [
      'the kubelet said so and took it back since',
      node(),
      [
        [off, -60],
        [on, 60],
      ],
      'reason',
    ],
    [
      'the kubelet had taken it back before',
      node(),
      [
        [off, -60],
        [on, -30],
      ],
      null,
    ],
    ['the kubelet said so long ago, and has not taken it back', node(), [[off, -1800]], 'reason'],
    ['the kubelet said so when events are not kept any more', node(), [[off, -3603]], null],
    ['the kubelet says so a few seconds late', node(), [[off, 12]], 'reason'],
    ['the kubelet said so a minute later', node(), [[off, 60]], null],
    ['nothing says so', node(), [], null],
  ])('%s', (_sentence, of, said, cites) => {
    expect(fields(cordonedAround(signs(of, said), at(0)))[0] ?? null).toBe(cites);
  });

  it('without a moment only the field can say it', () => {
    expect(cordonedAround(signs(node(), [[off, 0]]), null)).toEqual([]);
    expect(cordonedAround(signs(cordon()), null)).toHaveLength(1);
  });
});

describe('readiness at second 0', () => {
  const ready = (status: string, since: number): Seen<Node> =>
    node({}, { conditions: [{ type: 'Ready', status, lastTransitionTime: at(since) }] });

  it.each<[sentence: string, node: Seen<Node>, said: Said[], is: string, lines: number]>([
    ['ready since before', ready('True', -60), [], 'ready', 0],
    ['not ready since before', ready('False', -60), [], 'not-ready', 1],
    ['not heard of since before', ready('Unknown', -60), [], 'not-ready', 1],
    ['ready again since, and an event tells of before', ready('True', 60), [['NodeNotReady', -60]], 'not-ready', 1],
    ['not ready since, and an event tells of before', ready('False', 60), [['NodeReady', -60]], 'ready', 0],
    ['changed since, and no event tells', ready('True', 60), [], 'unknown', 0],
    ['changed since, and only later events tell', ready('True', 60), [['NodeNotReady', 30]], 'unknown', 0],
    ['no condition at all', node(), [], 'unknown', 0],
  ])('%s', (_sentence, of, said, is, lines) => {
    const found = readinessAt(signs(of, said), at(0));
    expect([found.is, found.because.length]).toEqual([is, lines]);
  });

  it('says since when, with both fields', () => {
    const [line] = readinessAt(signs(ready('Unknown', -60)), at(0)).because;
    expect(line?.text).toBe(`node node-1: \`Ready\` is Unknown since ${at(-60)}`);
    expect(line?.sources.map((s) => s.field.split('.').at(-1))).toEqual(['status', 'lastTransitionTime']);
  });

  it('an event is enough though the node itself is not there any more', () => {
    const gone = { ...signs(node(), [['NodeNotReady', -5]]), node: unread('node node-1 is gone from the cluster') };
    expect(readinessAt(gone, at(0)).is).toBe('not-ready');
  });
});

describe('taints', () => {
  const unix = (seconds: number): string => String(Date.parse(at(seconds)) / 1000);
  const tainted = (...taints: object[]): Seen<Node> =>
    node({ taints: [{ key: 'gpu', effect: 'NoSchedule' }, ...taints] });

  it.each<[sentence: string, taint: object, marked: boolean]>([
    ['Karpenter’s', { key: 'karpenter.sh/disrupted' }, true],
    ['cluster-autoscaler’s, set before', { key: 'ToBeDeletedByClusterAutoscaler', value: unix(-60) }, true],
    ['cluster-autoscaler’s, set afterwards', { key: 'ToBeDeletedByClusterAutoscaler', value: unix(60) }, false],
    ['somebody else’s', { key: 'example.com/removal' }, false],
  ])('marked for removal: %s', (_sentence, taint, marked) => {
    expect(fields(markedForRemoval(signs(tainted(taint)), at(0)))).toEqual(marked ? ['spec.taints[1].key'] : []);
  });

  it.each<[sentence: string, taint: object, evicts: boolean]>([
    ['NoExecute', { effect: 'NoExecute' }, true],
    ['NoExecute since before', { effect: 'NoExecute', timeAdded: at(-60) }, true],
    ['NoExecute since afterwards', { effect: 'NoExecute', timeAdded: at(60) }, false],
    ['NoSchedule', { effect: 'NoSchedule' }, false],
  ])('evicting: %s', (_sentence, taint, evicts) => {
    expect(evictingTaints(tainted({ key: 'x', ...taint }), at(0))).toHaveLength(evicts ? 1 : 0);
  });
});

describe('reboots and want of memory', () => {
  it('a reboot counts within ten minutes, and not before the run began', () => {
    const rebooted = signs(node(), [['Rebooted', 500]]);
    expect(rebootedAround(rebooted, at(0))).toHaveLength(1);
    expect(rebootedAround(rebooted, at(0), at(550))).toEqual([]);
    expect(rebootedAround(rebooted, at(-200))).toEqual([]);
  });

  it('a want of memory counts within a minute, the last two of them', () => {
    const of = signs(node(), [
      ['SystemOOM', -62],
      ['SystemOOM', -50],
      ['SystemOOM', 0],
      ['SystemOOM', 50],
    ]);
    expect(systemOomAround(of, at(0)).map((l) => l.text)).toEqual([
      expect.stringContaining(at(0)),
      expect.stringContaining(at(50)),
    ]);
  });
});

describe('what could not be read', () => {
  const blind = { node: unread('nodes are forbidden to lastword (403)'), nodeEvents: unread() };

  it('shows no sign at all', () => {
    const found = [cordonedAround, markedForRemoval, rebootedAround, systemOomAround].flatMap((sign) =>
      sign(blind, at(0)),
    );
    expect([...found, readinessAt(blind, at(0)).is]).toEqual(['unknown']);
  });

  it('and its silence means nothing unless both were read', () => {
    const half = [
      { ...signs(), node: blind.node },
      { ...signs(), nodeEvents: unread() },
    ];
    expect([signs(), ...half].map(nodeWasRead)).toEqual([true, false, false]);
  });
});
