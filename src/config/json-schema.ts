/** lastword.schema.json and lastword-test.schema.json: what editors know of our files. Not part of the worker. */
import * as z from 'zod/mini';
import { sentencesOf } from './mapping.ts';
import { settingsFile } from './schema.ts';
import { testFile } from './test-file.ts';

/** As much of JSON Schema as ours has. */
export type JsonSchema = {
  title?: string;
  description?: string;
  type?: string;
  enum?: string[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  propertyNames?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
};

type Properties = Record<string, object>;

/** Where a mapping keeps its sentences until its schema is whole: no key of a file is called so. */
const saying = '$says';

/** A mapping's sentences, moved to what they are about: only now, for keys may share a schema. */
function explained(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  const { [saying]: says, properties } = json as { [saying]?: Record<string, string>; properties?: Properties };
  for (const [key, description] of Object.entries(says ?? {}))
    if (properties) properties[key] = { description, ...properties[key] };
  if (says) delete (json as Record<string, unknown>)[saying];
  for (const inner of Object.values(json)) explained(inner);
}

/** Draft 7 is what editors understand (yaml-language-server). What may be left out may be left out here, too. */
function schemaOf(schema: z.ZodMiniType, file: string, title: string, description: string): JsonSchema {
  const made = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema: json }) => {
      // `default: {}` of a section would hide that its keys have defaults of their own.
      if (json.type === 'object') delete json.default;
      const says = sentencesOf(zodSchema);
      if (says) json[saying] = says;
    },
  });
  explained(made);
  const { $schema, ...rest } = made;
  return { $schema, $id: `https://unpkg.com/lastword/${file}`, title, description, ...rest } as JsonSchema;
}

export const jsonSchema = (): JsonSchema =>
  schemaOf(
    settingsFile,
    'lastword.schema.json',
    'lastword.yaml',
    'The settings of lastword, which explains container restarts.',
  );

/** lastword-test.schema.json */
export const testJsonSchema = (): JsonSchema =>
  schemaOf(
    testFile,
    'lastword-test.schema.json',
    'Cases for lastword test',
    'What the rules of a lastword.yaml are to do, case by case.',
  );
