import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './support/bundle.ts';
import { projectModules } from './support/modules.ts';

const bundle = readFileSync(join(root, 'dist/worker.js'), 'utf8');
const map = JSON.parse(readFileSync(join(root, 'dist/worker.js.map'), 'utf8')) as { sources: string[] };
const sources = map.sources.map((path) => path.replace(/^.*?(?=node_modules\/|src\/|functions\/)/, ''));
const carried = (names: RegExp): string[] => sources.filter((path) => names.test(path));

it('the worker carries what it was built of', () => {
  expect(carried(/^functions\/worker\.ts$/)).toHaveLength(1);
  expect(carried(/^node_modules\/zod\/v4\/locales\/en\.js$/)).toHaveLength(1);
});

// What is carried is read at every cold start: docs/decisions/0011-what-is-loaded.md.
it.each([
  ['zod’s sentences in other languages', /zod\/v4\/locales\/(?!(en|index)\.js$)/],
  ['zod’s methods, beside its functions', /zod\/v4\/classic\//],
  ['the generated code of Kubernetes’ client, of which only types are used', /@kubernetes\/client-node/],
])('it does not carry %s', (_what, names) => {
  expect(carried(names)).toEqual([]);
});

it('of the runtime’s modules only small ones are loaded', () => {
  const loaded = bundle.matchAll(/(?:from|import)"((?:node|cloudflare):[^"]*|[a-z_]+)"/g);
  const names = new Set([...loaded].map(([, name]) => name));
  expect(names).toEqual(new Set(['cloudflare:workers', 'node:os', 'node:path', 'node:querystring']));
});

/** All that runs when the worker is loaded: modules of the project, and packages as they are named. */
function runAtStart(): Set<string> {
  const modules = new Map(projectModules().map((module) => [module.path, module]));
  const reached = new Set(['functions/worker.ts']);
  for (const path of reached)
    for (const { specifier, typeOnly, later } of modules.get(path)?.imports ?? [])
      if (!typeOnly && !later) reached.add(specifier);
  return reached;
}

it('what is not needed to keep an alert is not run at the start', () => {
  const reached = [...runAtStart()];
  expect(reached).toEqual(expect.arrayContaining(['src/desk/desk.ts', 'src/receive/receive.ts', 'hono']));
  const later = /^(@secretlint|@slack|prom-client|hono\/html|src\/page\/page\.tsx|src\/receive\/deployment\.ts)/;
  expect(reached.filter((name) => later.test(name))).toEqual([]);
});
