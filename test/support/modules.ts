/** The project's modules as the architecture rules see them: parsed, with their imports and what their code does. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

/**
 * `specifier` is a project path (`src/facts/time.ts`) for relative imports, the package's name as written otherwise. `later`: it is loaded
 * by an expression, and not before that runs.
 */
export type Import = { specifier: string; typeOnly: boolean; later: boolean; names: string[] };
export type Module = { path: string; lines: number; imports: Import[]; nodes: Visited[] };

/** A node of the syntax tree (ESTree with TypeScript) and the one above it. */
export type Visited = { node: Node; parent: Node | null };
export type Node = { type: string; start: number; end: number; [field: string]: unknown };

const root = join(import.meta.dirname, '../..');

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function walk(node: Node, parent: Node | null, into: Visited[]): Visited[] {
  into.push({ node, parent });
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, node, into);
  }
  return into;
}

/** Imported or re-exported names of one specifier; a default import is `default`, a namespace `*`. */
function nameOf(specifier: Node): string {
  const name = (specifier['imported'] ?? specifier['local']) as { name?: string } | undefined;
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.type === 'ImportNamespaceSpecifier' ? '*' : (name?.name ?? '?');
}

const loads = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** `import type`, `import { type A }` and `import('x').T` vanish when types are stripped; everything else is loaded. */
function importIn(node: Node, path: string): Import[] {
  const source = (node['source'] as { value?: unknown } | null | undefined)?.value;
  if (!loads.has(node.type) || typeof source !== 'string') return [];
  const specifiers = (node['specifiers'] as Node[] | undefined) ?? [];
  const kinds = [node, ...specifiers].map((n) => n['importKind'] ?? n['exportKind']);
  const typeOnly =
    node.type === 'TSImportType' ||
    kinds[0] === 'type' ||
    (specifiers.length > 0 && kinds.slice(1).every((kind) => kind === 'type'));
  const specifier = source.startsWith('.') ? posix.join(posix.dirname(path), source) : source;
  return [{ specifier, typeOnly, later: node.type === 'ImportExpression', names: specifiers.map(nameOf) }];
}

/** A module from its text. `path` is the project's, with slashes. @throws when it does not parse. */
export function parseModule(path: string, text: string): Module {
  const program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  const nodes = walk(program, null, []);
  const lines = text.trimEnd().split('\n').length;
  return { path, lines, nodes, imports: nodes.flatMap(({ node }) => importIn(node, path)) };
}

/** Every module under src/ and functions/. */
export function projectModules(): Module[] {
  return globSync(['src/**/*.{ts,tsx}', 'functions/**/*.{ts,tsx}'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')));
}
