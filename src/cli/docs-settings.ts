/** lastword.schema.json, lastword-test.schema.json and the tables in docs/settings.md, from the schema of lastword.yaml itself. */
import { join } from 'node:path';
import { type JsonSchema, jsonSchema, testJsonSchema } from '../config/json-schema.ts';
import { table } from './docs-table.ts';

export const settingsFile = join(import.meta.dirname, '../../docs/settings.md');
export const schemaFile = join(import.meta.dirname, '../../lastword.schema.json');

export const testSchemaFile = join(import.meta.dirname, '../../lastword-test.schema.json');

export const schemaText = (): string => `${JSON.stringify(jsonSchema(), null, 2)}\n`;
export const testSchemaText = (): string => `${JSON.stringify(testJsonSchema(), null, 2)}\n`;

const kinds: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'mapping',
};

/** What may stand there, in a word or two. */
function kindOf(schema: JsonSchema): string {
  if (schema.title === 'matchers') return 'list of matchers';
  if (schema.enum) return schema.enum.length > 6 ? 'id' : schema.enum.map((value) => `\`${value}\``).join(' ');
  if (schema.type === 'array') return listOf(kindOf(schema.items ?? {}));
  // Beside a type it says which keys go together, and not what may stand there.
  if (schema.anyOf && schema.type === undefined) return schema.anyOf.map(kindOf).join(' or ');
  return schema.title ?? kinds[schema.type ?? ''] ?? '';
}

function listOf(kind: string): string {
  if (kind === kinds['object']) return 'list';
  if (kind === 'name of a secret') return 'list of names of secrets';
  return `list of ${kind
    .split(' or ')
    .map((one) => `${one}s`)
    .join(' or ')}`;
}

/** What is not said: a list of nothing, or a mapping, has no default worth telling. */
function standardOf({ default: value }: JsonSchema, required: boolean): string {
  if (required) return 'required';
  if (value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)) return '';
  return `\`${Array.isArray(value) ? `[${value.join(', ')}]` : JSON.stringify(value).replaceAll('"', '')}\``;
}

/** The key itself, and all below it. */
function rowsOf(path: string, schema: JsonSchema, required: boolean): string[][] {
  const inner = schema.type === 'array' ? (schema.items ?? {}) : schema;
  const way = schema.type === 'array' ? `${path}[]` : path;
  const own = [`\`${path}\``, kindOf(schema), standardOf(schema, required), schema.description ?? ''];
  const below = Object.entries(inner.properties ?? {}).flatMap(([key, value]) =>
    rowsOf(`${way}.${key}`, value, inner.required?.includes(key) ?? false),
  );
  return [own, ...below];
}

const head = ['key', 'what it is', 'default', 'what it says'];

/** The table of one section. @throws Error for a section that there is not */
function tableOf(section: string, all: JsonSchema): string {
  const schema = all.properties?.[section];
  if (!schema) throw new Error(`docs/settings.md has a table for ${section}, which is no key of lastword.yaml`);
  return table(head, rowsOf(section, schema, all.required?.includes(section) ?? false));
}

const places = /<!-- table: (\w+) -->\n[^]*?<!-- end -->/g;

/** The page with its tables as they should be; all else in it is written by hand. @throws Error when a section has no table */
export function pageOfSettings(page: string): string {
  const all = jsonSchema();
  const has = [...page.matchAll(places)].map(([, section]) => section);
  const missing = Object.keys(all.properties ?? {}).filter((section) => !has.includes(section));
  if (missing.length > 0) throw new Error(`docs/settings.md has no table for ${missing.join(', ')}`);
  return page.replaceAll(
    places,
    (_all, section: string) => `<!-- table: ${section} -->\n\n${tableOf(section, all)}\n\n<!-- end -->`,
  );
}
