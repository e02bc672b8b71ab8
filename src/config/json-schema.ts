/** lastword.schema.json: what editors know of lastword.yaml. Not part of the worker. */
import { z } from 'zod';
import { settingsFile } from './schema.ts';

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

/** Draft 7 is what editors understand (yaml-language-server). What may be left out may be left out here, too. */
export function jsonSchema(): JsonSchema {
  const made = z.toJSONSchema(settingsFile, {
    target: 'draft-7',
    io: 'input',
    // `default: {}` of a section would hide that its keys have defaults of their own.
    override: ({ jsonSchema: json }) => {
      if (json.type === 'object') delete json.default;
    },
  });
  const { $schema, ...rest } = made;
  return {
    $schema,
    $id: 'https://unpkg.com/lastword/lastword.schema.json',
    title: 'lastword.yaml',
    description: 'The settings of lastword, which explains container restarts.',
    ...rest,
  } as JsonSchema;
}
