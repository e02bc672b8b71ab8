import { expect, it } from 'vitest';
import { readNode, readNodeEvents } from '../../src/gather/node.ts';
import { clusterOf, connect, crowded, objectsOf } from '../support/gathering.ts';
import { event, node, subject } from '../support/stories.ts';

const about = (name: string, reason: string, seconds: number) => event(reason, seconds, { kind: 'Node', name });
const cluster = clusterOf({
  nodes: [node({ unschedulable: true }).object],
  nodeEvents: objectsOf([
    about('node-1', 'Rebooted', 9),
    about('node-1', 'NodeNotReady', 1),
    about('node-12', 'NodeReady', 5),
  ]),
});

it('the node is read at its path, and the events about it alone, oldest first, in two requests', async () => {
  const { api, cluster: reader } = await connect(cluster);
  expect(await readNode(reader, subject())).toMatchObject({
    known: true,
    value: { path: '/api/v1/nodes/node-1', object: { spec: { unschedulable: true } } },
  });
  const events = await readNodeEvents(reader, subject());
  expect(events.known && events.value.map((e) => [e.path.split('/').at(-1), e.object.reason])).toEqual([
    ['node-1.nodenotready', 'NodeNotReady'],
    ['node-1.rebooted', 'Rebooted'],
  ]);
  expect(api.requests()).toHaveLength(2);
});

it('a node that is gone is missing, and what was said about it stays', async () => {
  const { cluster: reader } = await connect(cluster);
  expect(await readNode(reader, subject({ node: 'node-12' }))).toEqual({
    known: false,
    why: 'node node-12 is gone from the cluster',
  });
  expect(await readNodeEvents(reader, subject({ node: 'node-12' }))).toMatchObject({ known: true, value: [{}] });
});

it('nothing is asked when nobody knows the node', async () => {
  const { api, cluster: reader } = await connect(cluster);
  const unknown = { known: false, why: 'the node is not known' };
  expect(await readNode(reader, subject({ node: null }))).toEqual(unknown);
  expect(await readNodeEvents(reader, subject({ node: null }))).toEqual(unknown);
  expect(api.requests()).toEqual([]);
});

it('each is missing with its own reason', async () => {
  const faults = ({ path }: { path: string }) => ({ status: path.includes('nodes') ? 403 : 503 });
  const { cluster: reader } = await connect(cluster, { faults });
  expect(await readNode(reader, subject())).toEqual({ known: false, why: 'nodes are forbidden to lastword (403)' });
  const why = 'the cluster could not answer (503)';
  expect(await readNodeEvents(reader, subject())).toEqual({ known: false, why, passing: true });
});

it('of more events than are read nobody knows which did not happen', async () => {
  const { cluster: reader } = await connect(cluster);
  const why = 'the node has more events than lastword reads';
  expect(await readNodeEvents(crowded(reader), subject())).toEqual({ known: false, why });
});
