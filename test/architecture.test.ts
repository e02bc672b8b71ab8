import { describe, expect, it } from 'vitest';
import * as rules from './support/architecture.ts';
import { parseModule, projectModules } from './support/modules.ts';

const modules = projectModules();

type Offence = [path: string, text: string, said: string];

/** One rule: that the project keeps it, and that each of these made-up modules would be caught. */
const table: [sentence: string, rule: rules.Rule, ...offences: Offence[]][] = [
  [
    'the nouns import types only',
    rules.nounsImportTypesOnly,
    ['src/types.ts', "import { z } from 'zod';", 'imports z from zod'],
    ['src/ports.ts', "export * from './types.ts';", 'imports all from src/types.ts'],
  ],
  [
    'a stage sees types, ports, facts and its own folder, and facts see facts',
    rules.stagesStandAlone,
    ['src/decide/decide.ts', "import { a } from '../diagnose/cause.ts';", 'imports a from src/diagnose/cause.ts'],
    ['src/gather/pod.ts', "import type { A } from '../receive/body.ts';", 'imports A from src/receive/body.ts'],
    ['src/group/group.ts', "const x = import('../config/config.ts');", 'imports all from src/config/config.ts'],
    ['src/facts/time.ts', "import { gather } from '../gather/gather.ts';", 'imports gather from src/gather/gather.ts'],
  ],
  [
    'only the pipeline imports stages, besides those who hold an entrance',
    rules.stagesAreEntered,
    [
      'src/app.ts',
      "import { diagnose } from './diagnose/diagnose.ts';",
      'imports diagnose from src/diagnose/diagnose.ts',
    ],
    ['src/desk/x.ts', "import { gather } from '../gather/gather.ts';", 'imports gather from src/gather/gather.ts'],
    [
      'src/adapters/x.ts',
      "export { receive } from '../receive/receive.ts';",
      'imports receive from src/receive/receive.ts',
    ],
  ],
  [
    'units of a folder do not import each other',
    rules.unitsStandAlone,
    [
      'src/diagnose/causes/rollback.ts',
      "import { rollout } from './rollout.ts';",
      'imports rollout from src/diagnose/causes/rollout.ts',
    ],
    [
      'src/receive/grafana.ts',
      "import { a, type B } from './alertmanager.ts';",
      'imports a, B from src/receive/alertmanager.ts',
    ],
    ['src/gather/pod.ts', "import { a } from './events.ts';", 'imports a from src/gather/events.ts'],
  ],
  [
    'only gather sees the Cluster and the Metrics and only deliver the Notifier, besides who wires them',
    rules.portsAreSeenByTheirStage,
    ['src/diagnose/diagnose.ts', "import type { Cluster } from '../ports.ts';", 'imports Cluster from src/ports.ts'],
    ['src/facts/usage.ts', "import type { Metrics } from '../ports.ts';", 'imports Metrics from src/ports.ts'],
    ['src/gather/pod.ts', "import type { Notifier } from '../ports.ts';", 'imports Notifier from src/ports.ts'],
    ['src/store/inbox.ts', "import type { Cluster } from '../ports.ts';", 'imports Cluster from src/ports.ts'],
  ],
  [
    'judging is pure and synchronous',
    rules.judgingIsPure,
    ['src/facts/a.ts', 'export async function a() {}', 'is async'],
    ['src/decide/a.ts', 'export {}; for await (const a of b) c(a);', 'awaits'],
    ['src/group/a.ts', 'export const a = () => Date.now();', 'uses Date.now'],
    ['src/group/a.ts', 'export const a = () => new Date();', 'asks the clock (Date)'],
    ['src/identify/a.ts', 'const a = Date();', 'asks the clock (Date)'],
    ['src/compose/a.tsx', 'const a = Math.random();', 'uses Math.random'],
    ['src/diagnose/causes/a.ts', "void fetch('x');", 'uses fetch'],
    ['src/diagnose/a.ts', 'const id = crypto.randomUUID();', 'uses crypto'],
    ['src/diagnose/a.ts', 'setTimeout(a, 1);', 'uses setTimeout'],
    ['src/diagnose/a.ts', 'const a = { now: () => process.env };', 'uses process'],
  ],
  [
    'only the desk and the tools touch the store',
    rules.onlyTheDeskStores,
    ['src/decide/a.ts', "import { rows } from '../store/inbox.ts';", 'imports rows from src/store/inbox.ts'],
    ['src/app.ts', "import { rows } from './store/inbox.ts';", 'imports rows from src/store/inbox.ts'],
  ],
  [
    'vendor values stay in adapters, desk, functions, tools and demo',
    rules.vendorsStayOutside,
    [
      'src/gather/a.ts',
      "import { V1Pod } from '@kubernetes/client-node';",
      'imports V1Pod from @kubernetes/client-node',
    ],
    ['src/deliver/a.ts', "import { WebClient } from '@slack/web-api';", 'imports WebClient from @slack/web-api'],
    ['src/app.ts', "import { env } from 'cloudflare:workers';", 'imports env from cloudflare:workers'],
    ['src/app.ts', "import { Registry } from 'prom-client';", 'imports Registry from prom-client'],
    ['src/facts/a.ts', "import fs from 'node:fs';", 'imports default from node:fs'],
    ['src/redact/a.ts', "const s = await import('@secretlint/core');", 'imports all from @secretlint/core'],
  ],
  [
    'zod is used where data comes in',
    rules.zodIsWhereDataComesIn,
    ['src/gather/a.ts', "import { z } from 'zod/mini';", 'imports z from zod/mini'],
  ],
  [
    'hono serves, and nothing else uses it',
    rules.honoServes,
    ['src/desk/a.ts', "import { Hono } from 'hono';", 'imports Hono from hono'],
  ],
  ['a module has at most 200 lines', rules.modulesAreShort, ['src/a.ts', 'a();\n'.repeat(201), 'has 201 lines']],
  [
    'there are functions, and no classes but errors and the Durable Object',
    rules.functionsOverClasses,
    ['src/a.ts', 'class A {}', 'has a class'],
  ],
];

describe.each(table)('%s', (_sentence, rule, ...offences) => {
  it('in every module', () => {
    expect(modules.flatMap((module) => rule(module).map((what) => `${module.path} ${what}`))).toEqual([]);
  });

  it.each(offences)('or %s would be caught', (path, text, said) => {
    expect(rule(parseModule(path, text))).toContain(said);
  });
});

it('there are modules to look at', () => {
  expect(modules.map((m) => m.path)).toEqual(expect.arrayContaining(['src/pipeline.ts', 'functions/worker.ts']));
});

it.each([
  ['src/facts/a.ts', "import type { V1Pod } from '@kubernetes/client-node';"],
  ['src/receive/kubernetes-event.ts', "import type { Received } from './alertmanager.ts';"],
  [
    'src/facts/a.ts',
    "const a = { crypto: 1, fetch: 2 }; b.fetch(a.crypto); new Date(0); type T = import('node:fs').Stats;",
  ],
  ['src/diagnose/causes/index.ts', "import { rollout } from './rollout.ts';"],
  ['src/desk/desk.ts', 'export class Desk extends DurableObject {}\nclass Odd extends TypeError {}'],
])('%s may say %s', (path, text) => {
  const all = table.flatMap(([, rule]) => rule(parseModule(path, text)));
  expect(all).toEqual([]);
});
