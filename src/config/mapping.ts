/** The mappings of our files: which keys they have, and what each says to whoever writes one. */
import * as z from 'zod/mini';

type Keys = Record<string, readonly [schema: z.ZodMiniType, says: string]>;
type Shape<K extends Keys> = { -readonly [Key in keyof K]: K[Key][0] };
type Mapping<K extends Keys> = z.ZodMiniObject<Shape<K>, z.core.$strict>;

/** For editors and the docs (json-schema.ts). zod's own descriptions make every schema twice, at each start of the worker. */
const said = new WeakMap<object, Record<string, string>>();

/** A mapping without other keys than these; beside each key's value a sentence about it. `checks` are about all of it. */
export function mapping<const K extends Keys>(keys: K, ...checks: z.core.$ZodCheck<z.infer<Mapping<K>>>[]): Mapping<K> {
  const entries = Object.entries(keys);
  const shape = Object.fromEntries(entries.map(([key, [value]]) => [key, value])) as Shape<K>;
  const plain: Mapping<K> = z.strictObject(shape);
  const schema = checks.length === 0 ? plain : plain.check(...checks);
  said.set(schema, Object.fromEntries(entries.map(([key, [, says]]) => [key, says])));
  return schema;
}

/** What a mapping says of its keys; undefined for what is none. */
export const sentencesOf = (schema: object): Record<string, string> | undefined => said.get(schema);
