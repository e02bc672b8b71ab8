import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './support/bundle.ts';

const map = JSON.parse(readFileSync(join(root, 'dist/worker.js.map'), 'utf8')) as { sources: string[] };
const sources = map.sources.map((path) => path.replace(/^.*?(?=node_modules\/|src\/|functions\/)/, ''));
const carried = (names: RegExp): string[] => sources.filter((path) => names.test(path));

it('the worker carries what it was built of', () => {
  expect(carried(/^functions\/worker\.ts$/)).toHaveLength(1);
  expect(carried(/^node_modules\/zod\/v4\/locales\/en\.js$/)).toHaveLength(1);
});

// What is carried is read at every cold start: docs/decisions/0011-what-is-loaded.md.
it.each([
  ['zod’s sentences in other languages', /zod\/v4\/locales\/(?!en\.js$)/],
  ['the generated code of Kubernetes’ client, of which only types are used', /@kubernetes\/client-node/],
])('it does not carry %s', (_what, names) => {
  expect(carried(names)).toEqual([]);
});
