import { expect, it } from 'vitest';
import { groupsOf } from '../../src/desk/looks-groups.ts';
import { alert } from '../support/stories.ts';

type Row = Parameters<typeof groupsOf>[0][number];

/** A look at a pod of a revision. */
const row = (revision: number, parts: Partial<Row> = {}, namespace = 'shop'): Row => ({
  id: revision,
  of: { inbox: 1, incident: 1, hidden: null },
  tries: 1,
  dueAt: 0,
  how: 'watch',
  resourceVersion: '5',
  readAt: 0,
  deadline: 0,
  alert: alert(),
  body: {
    namespace,
    pod: `web-${revision}`,
    uid: `uid-${revision}`,
    container: 'app',
    toldAt: '2026-11-22T14:00:00Z',
    earlier: { deletion: null, lone: true, sightings: [] },
    selector: { labelSelector: `pod-template-hash=${revision}` },
    ahead: 0,
  },
  ...parts,
});
const revisions = (count: number, parts: Partial<Row> = {}, namespace?: string): Row[] =>
  Array.from({ length: count }, (_, n) => row(n, parts, namespace));
/** How many looks each request answers for. */
const sizes = (rows: Row[]): number[] => groupsOf(rows).map((group) => group.rows.length);

it('pods of one revision are looked at together', () => {
  expect(sizes([row(1), row(1), row(2)])).toEqual([2, 1]);
  expect(groupsOf([row(1)])[0]?.selector).toEqual({ labelSelector: 'pod-template-hash=1' });
});

it('of more revisions than are watched at a time, one watch on their namespace tells', () => {
  expect(sizes(revisions(4))).toEqual([1, 1, 1, 1]);
  expect(groupsOf(revisions(5))).toEqual([{ rows: revisions(5), selector: {} }]);
  expect(sizes([...revisions(5), ...revisions(3, {}, 'bank')])).toEqual([5, 1, 1, 1]);
});

it.each<[what: string, parts: Partial<Row>]>([
  ['lists, which are answered at once, are not shared', { how: 'list' }],
  ['what has no version to watch from is not', { resourceVersion: null }],
])('%s', (_what, parts) => expect(sizes(revisions(5, parts))).toEqual([1, 1, 1, 1, 1]));
