import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/diagnose/context.ts';
import type { EndBeside, Evidence, Pod, Seen } from '../../src/types.ts';
import { at, ending, event, evidence, node, pod, story, subject, unread } from '../support/stories.ts';

const ended = ending({ finishedAt: at(0) });
const told = (parts: Partial<Evidence>): string[] =>
  contextOf(evidence(story(pod()), [], parts), subject(), ended).map((line) => line.text);
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

const besides = (parts: Partial<Evidence>) => told(parts).filter((line) => line.includes('other pod'));
/** An end of another pod of the node, at a second. */
const end = (name: string, seconds: number): EndBeside => ({ path: `/pods/${name}`, at: at(seconds), sources: [] });

it('other pods of the node that ended beside it, each counted once, of how many there are', () => {
  const ends = [end('a', 20), end('a', 25), end('b', -60), end('c', 900)];
  expect(besides({ neighbours: known({ pods: 7, ends }) })).toEqual([
    '2 of the 7 other pods on node node-1 ended within 60 s of it',
  ]);
});

it('pods of the node that were read, and none of them ended: nothing is claimed of those that are gone', () => {
  expect(besides({ neighbours: known({ pods: 7, ends: [end('c', 900)] }) })).toEqual([]);
});

it('an end that was not seen has nothing beside it', () => {
  const unseen = ending({ finishedAt: null });
  const neighbours = known({ pods: 1, ends: [end('a', 0)] });
  expect(contextOf(evidence(story(pod()), [], { neighbours }), subject(), unseen)).toEqual([]);
});

describe('where the pods of the node were not read, those of the workload', () => {
  const sibling = (name: string, nodeName: string, finishedAt: number): Seen<Pod> => ({
    path: `/pods/${name}`,
    object: pod({
      name,
      containers: [{ ended: { exitCode: 137, finishedAt: at(finishedAt) } }],
      spec: { nodeName, containers: [{ name: 'app' }] },
    }),
  });
  const siblings = [sibling('a', 'node-1', 20), sibling('b', 'node-2', 0), sibling('c', 'node-1', 900)];

  it.each<[sentence: string, neighbours: Evidence['neighbours']]>([
    ['forbidden', unread('pods are forbidden to lastword (403)')],
    ['not asked for', known(null)],
  ])('that ended on its node and at its time are counted, and said to be those: %s', (_sentence, neighbours) => {
    expect(besides({ neighbours, siblings: known(siblings) })).toEqual([
      '1 other pod of this workload on node node-1 ended within 60 s of it',
    ]);
    expect(besides({ neighbours, siblings: known(siblings.slice(1)) })).toEqual([]);
  });
});
