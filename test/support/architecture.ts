/** Who may import whom, as rules over modules. Each answers with what offends it, one line each. */
import { dirname } from 'node:path/posix';
import type { Import, Module, Node, Visited } from './modules.ts';

export type Rule = (module: Module) => string[];

const stages = ['receive', 'identify', 'gather', 'redact', 'diagnose', 'decide', 'group', 'compose', 'deliver'];
const pure = ['identify', 'diagnose', 'decide', 'group', 'compose', 'facts'].map((name) => `src/${name}/`);

/** Who else may open a stage's folder, and which part of it. */
const entrances: Record<string, string[]> = {
  'src/pipeline.ts': stages.map((stage) => `src/${stage}/`),
  'src/sayings.ts': ['src/compose/compose.ts', 'src/group/group.ts'],
  'src/app.ts': ['src/receive/'],
  'src/desk/': ['src/deliver/', 'src/gather/reader.ts'],
  // The file names causes and concerns by their ids.
  'src/config/': ['src/diagnose/causes/index.ts', 'src/diagnose/concerns/index.ts'],
  // Tools around the core: they read webhooks from files and print the causes' documents.
  'src/cli/': [
    'src/receive/',
    'src/gather/reader.ts',
    'src/diagnose/causes/index.ts',
    'src/diagnose/concerns/index.ts',
  ],
};

/** Folders whose files are units, and what in them is shared on purpose. */
const unitFolders = ['diagnose/causes', 'diagnose/concerns', 'decide', 'receive', 'gather'].map((f) => `src/${f}`);
const notUnits = new Set([
  'src/decide/case.ts',
  'src/gather/glimpse.ts',
  'src/receive/body.ts',
  'src/decide/decide.ts',
  'src/gather/gather.ts',
  'src/receive/receive.ts',
]);

const isIn = (path: string, places: string[]): boolean =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
const stageOf = (path: string): string | null => stages.find((stage) => path.startsWith(`src/${stage}/`)) ?? null;
const isIndexOrShared = (path: string): boolean => path.endsWith('/index.ts') || notUnits.has(path);
const quote = (of: Import): string => `imports ${of.names.join(', ') || 'all'} from ${of.specifier}`;
const values = (module: Module): Import[] => module.imports.filter((i) => !i.typeOnly);

/** types.ts (with evidence.ts and kubernetes.ts) and ports.ts are nouns: nothing of them is left when the program runs. */
export const nounsImportTypesOnly: Rule = (module) =>
  isIn(module.path, ['src/types.ts', 'src/evidence.ts', 'src/kubernetes.ts', 'src/notices.ts', 'src/ports.ts'])
    ? values(module).map(quote)
    : [];

/** A stage sees types, ports, facts and its own folder, not even another stage's types. Facts see types and facts. */
export const stagesStandAlone: Rule = (module) => {
  const own = module.path.startsWith('src/facts/') ? 'facts' : stageOf(module.path);
  if (own === null) return [];
  const allowed = ['src/types.ts', 'src/ports.ts', 'src/facts/', `src/${own}/`];
  return module.imports.filter((i) => i.specifier.startsWith('src/') && !isIn(i.specifier, allowed)).map(quote);
};

/** Only the pipeline knows the stages, besides those that hold an entrance. */
export const stagesAreEntered: Rule = (module) => {
  if (stageOf(module.path) !== null) return [];
  const allowed = Object.entries(entrances).flatMap(([who, where]) => (isIn(module.path, [who]) ? where : []));
  return values(module)
    .filter((i) => stageOf(i.specifier) !== null && !isIn(i.specifier, allowed))
    .map(quote);
};

/** Units do not know each other; what they share is in facts/. */
export const unitsStandAlone: Rule = (module) => {
  const folder = dirname(module.path);
  if (!unitFolders.includes(folder) || isIndexOrShared(module.path)) return [];
  return values(module)
    .filter((i) => dirname(i.specifier) === folder && !isIndexOrShared(i.specifier))
    .map(quote);
};

/** Who may see a port that reaches outside: its stage, its adapter, and who wires or carries it. */
const portUsers: Record<string, string[]> = {
  Cluster: ['src/gather/', 'src/desk/', 'src/adapters/', 'src/cli/', 'src/pipeline.ts', 'functions/'],
  Metrics: ['src/gather/', 'src/desk/', 'src/adapters/', 'src/cli/', 'src/pipeline.ts', 'functions/'],
  Notifier: ['src/deliver/', 'src/desk/', 'src/adapters/', 'src/cli/', 'functions/'],
};

export const portsAreSeenByTheirStage: Rule = (module) =>
  module.imports
    .filter((i) => i.specifier === 'src/ports.ts')
    .flatMap((i) => i.names)
    .filter((name) => portUsers[name] && !isIn(module.path, portUsers[name]))
    .map((name) => `imports ${name} from src/ports.ts`);

export const onlyTheDeskStores: Rule = (module) =>
  isIn(module.path, ['src/desk/', 'src/cli/', 'src/store/'])
    ? []
    : values(module)
        .filter((i) => i.specifier.startsWith('src/store/'))
        .map(quote);

const impureGlobals = new Set(
  'fetch crypto setTimeout setInterval setImmediate queueMicrotask performance process console navigator'.split(' '),
);

const nameOf = (node: Node | null | undefined): string => (typeof node?.['name'] === 'string' ? node['name'] : '');

/** `Date.now` as `Date.now`; null for what is not a member of a plain name. */
function memberName(node: Node): string | null {
  const [object, property] = [node['object'] as Node | undefined, node['property'] as Node | undefined];
  if (node.type !== 'MemberExpression' || object?.type !== 'Identifier') return null;
  return `${nameOf(object)}.${nameOf(property)}`;
}

/** True for a name that is a variable here, and not a property or a key of that name. */
function isVariable({ node, parent }: Visited): boolean {
  if (node.type !== 'Identifier' || parent === null) return false;
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true;
  return !['Property', 'TSPropertySignature', 'TSTypeReference', 'TSMethodSignature'].includes(parent.type);
}

/** What makes a piece of code depend on more than its arguments. */
function impurity(visited: Visited): string | null {
  const { node } = visited;
  if (node['async'] === true) return 'is async';
  if (node.type === 'AwaitExpression' || node['await'] === true) return 'awaits';
  const callee = node['callee'] as Node | undefined;
  const noArguments = (node['arguments'] as unknown[] | undefined)?.length === 0;
  if (nameOf(callee) === 'Date' && (node.type === 'CallExpression' || noArguments)) return 'asks the clock (Date)';
  const member = memberName(node);
  if (member === 'Date.now' || member === 'Math.random') return `uses ${member}`;
  return isVariable(visited) && impureGlobals.has(nameOf(node)) ? `uses ${nameOf(node)}` : null;
}

/** Judging is pure and synchronous: no await, no clock, no chance, no I/O. */
export const judgingIsPure: Rule = (module) =>
  isIn(module.path, pure) ? module.nodes.map(impurity).filter((what) => what !== null) : [];

/** Packages whose values stay in some places. `hono/` covers what begins so. */
const packages: { names: RegExp; places: string[] }[] = [
  {
    names: /^(@kubernetes\/client-node|@slack\/web-api|@secretlint|prom-client|cloudflare:|node:)/,
    places: ['src/adapters/', 'src/desk/', 'src/cli/', 'src/demo/', 'functions/'],
  },
  { names: /^zod(\/|$)/, places: ['src/receive/', 'src/config/', 'src/adapters/'] },
  { names: /^hono(\/|$)/, places: ['src/app.ts', 'src/door.ts', 'src/page/', 'functions/'] },
];

const strangers = (module: Module, from: (typeof packages)[number][]): string[] =>
  from.flatMap(({ names, places }) =>
    isIn(module.path, places)
      ? []
      : values(module)
          .filter((i) => names.test(i.specifier))
          .map(quote),
  );

export const vendorsStayOutside: Rule = (module) => strangers(module, packages.slice(0, 1));
export const zodIsWhereDataComesIn: Rule = (module) => strangers(module, packages.slice(1, 2));
export const honoServes: Rule = (module) => strangers(module, packages.slice(2));

/** What is longer is two things. */
export const modulesAreShort: Rule = ({ lines }) => (lines > 200 ? [`has ${lines} lines`] : []);

/** Errors and the Durable Object are the only classes. */
export const functionsOverClasses: Rule = (module) =>
  module.nodes.flatMap(({ node }) => {
    const parent = nameOf(node['superClass'] as Node | null | undefined);
    const isClass = node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
    return isClass && !/Error$|^DurableObject$/.test(parent) ? ['has a class'] : [];
  });
