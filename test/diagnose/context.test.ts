import { expect, it } from 'vitest';
import { contextOf } from '../../src/diagnose/context.ts';
import type { Evidence, Pod, Seen } from '../../src/types.ts';
import { at, ending, event, evidence, node, pod, story } from '../support/stories.ts';

const ended = ending({ finishedAt: at(0) });
const told = (parts: Partial<Evidence>): string[] =>
  contextOf(evidence(story(pod()), [], parts), ended).map((line) => line.text);
const known = <T>(value: T) => ({ known: true, value }) as const;
const about = { kind: 'Node', name: 'node-1' };

it('a node under pressure: its condition and its taint, with since when', () => {
  const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule', timeAdded: at(-20) };
  const other = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
  const condition = { type: 'MemoryPressure', status: 'True', reason: 'Low', lastTransitionTime: at(-21) };
  expect(told({ node: known(node({ taints: [other, taint] }, { conditions: [condition] })) })).toEqual([
    `node node-1: \`MemoryPressure\` is True since ${at(-21)} (Low)`,
    `node node-1 has the taint \`node.kubernetes.io/memory-pressure\` (NoSchedule) since ${at(-20)}`,
  ]);
});

it('thresholds that were met and processes that the kernel killed around the end, each message once', () => {
  const events = [
    event('EvictionThresholdMet', -300, { ...about, message: 'Attempting to reclaim memory' }),
    event('EvictionThresholdMet', -10, { ...about, message: 'Attempting to reclaim memory' }),
    event('SystemOOM', -5, { ...about, message: 'victim process: app' }),
    event('SystemOOM', -500, { ...about, message: 'victim process: old' }),
    event('EvictionThresholdMet', -5000, { ...about, message: 'Attempting to reclaim inodes' }),
  ];
  const lines = told({ nodeEvents: known(events) }).filter((line) => line.startsWith('event'));
  expect(lines).toEqual([
    `event \`SystemOOM\` on Node node-1 at ${at(-5)}: "victim process: app"`,
    `event \`EvictionThresholdMet\` on Node node-1 at ${at(-10)}: "Attempting to reclaim memory"`,
  ]);
});

it('other pods of the workload that ended beside it, on its node and at its time', () => {
  const sibling = (name: string, nodeName: string, finishedAt: number): Seen<Pod> => ({
    path: `/pods/${name}`,
    object: pod({
      name,
      containers: [{ ended: { exitCode: 137, finishedAt: at(finishedAt) } }],
      spec: { nodeName, containers: [{ name: 'app' }] },
    }),
  });
  const siblings = [sibling('a', 'node-1', 20), sibling('b', 'node-2', 0), sibling('c', 'node-1', 900)];
  const beside = (all: Seen<Pod>[]) => told({ siblings: known(all) }).filter((line) => line.includes('other pod'));
  expect(beside(siblings)).toEqual(['1 other pod of this workload on node node-1 ended within 60 s of it']);
  expect(beside(siblings.slice(1))).toEqual([]);
});
