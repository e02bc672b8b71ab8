import { expect, it } from 'vitest';
import { pageReader } from '../../src/adapters/kubernetes-pages.ts';

const head = {
  kind: 'List',
  apiVersion: 'v1',
  metadata: { resourceVersion: '7', continue: 'eyJ2IjoibWV0YS5rOHMuaW8ifQ' },
};
const asItIs = (item: unknown): unknown => item;

/** The page of a text that comes in parts of some length, and how many turns were taken for it. */
async function read(text: string, keep = asItIs, part = 32_000): Promise<{ page: unknown; turns: number }> {
  let turns = 0;
  const reader = pageReader(keep, () => Promise.resolve(void turns++));
  for (let from = 0; from < text.length; from += part) await reader.take(text.slice(from, from + part));
  return { page: await reader.page(), turns };
}

/** So many objects of some 700 characters each. */
const many = (count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, i) => ({
    metadata: { name: `web-${i}` },
    spec: { note: 'é"},{'.repeat(100) },
    ...more,
  }));

const template = { metadata: { name: 'data' }, spec: { size: '1Gi' } };
const text = (items: object[]): string => JSON.stringify({ ...head, items });

it.each<[string, string]>([
  ['a short one', text(many(3))],
  ['an empty one', text([])],
  ['a long one', text(many(600))],
  ['one that ends with a line break, as the API server writes it', `${text(many(600))}\n`],
  ['one whose objects hold others', text(many(600, { volumeClaimTemplates: [template, template, template] }))],
  ['one whose objects consist of others', text([{ metadata: { name: 'all' }, templates: many(600) }, ...many(300)])],
  ['one whose objects begin otherwise', text(many(600).map((object) => ({ kind: 'Rollout', ...object })))],
  ['one that is written for people', JSON.stringify({ ...head, items: many(400) }, null, 2)],
  ['one that has its metadata behind', JSON.stringify({ kind: 'List', items: many(400), metadata: head.metadata })],
  ['one with other fields in front', JSON.stringify({ more: { items: many(2) }, ...head, items: many(400) })],
  ['one whose items are no list', JSON.stringify({ ...head, items: 'x'.repeat(200_000) })],
])('%s is read as its JSON says, whatever the parts that it comes in', async (_what, json) => {
  for (const part of [997, 32_000, json.length])
    expect((await read(json, asItIs, part)).page).toEqual(JSON.parse(json));
});

it.each<[string, string]>([
  ['cut off in an object', text(many(600)).slice(0, -9_000)],
  ['cut off before its end', text(many(600)).slice(0, -1)],
  ['broken in the middle', text(many(600)).replace('web-300"', 'web-300')],
  ['followed by something else', `${text(many(600))}{}`],
  ['no JSON', '<html>'.repeat(30_000)],
])('what is %s is none', async (_what, broken) => {
  expect((await read(broken)).page).toBeUndefined();
});

it('a long one is read in turns with what comes in, and a short one in one', async () => {
  expect(await read(text(many(10)))).toMatchObject({ turns: 1 });
  expect((await read(text(many(600)))).turns).toBeGreaterThan(3);
});

it.each([10, 600])('of %i objects each stands as what is kept of it, in order', async (count) => {
  const { page } = await read(text(many(count)), (item) => (item as { metadata: { name: string } }).metadata.name);
  expect((page as { items: unknown }).items).toEqual(Array.from({ length: count }, (_, i) => `web-${i}`));
});
