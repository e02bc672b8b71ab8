/** One YAML file of ours, read and checked: what it says, or a sentence a problem with line and column. */
import type * as z from 'zod/mini';
import { ConfigError, located, type Problem, problemsOf, refusal } from './problems.ts';
import { type At, readYaml } from './yaml.ts';

/** `empty`: what a file must say at least. `disagreements`: what is wrong between places that are each well-formed. */
type Checks<T> = { empty: string; disagreements: (value: T) => Problem[] };

/** @throws ConfigError that names the file as it is called here, and repeats no value */
export function readDocument<T>(
  schema: z.ZodMiniType<T>,
  text: string,
  file: string,
  { empty, disagreements }: Checks<T>,
): { value: T; at: At } {
  const tree = readYaml(text);
  if (!tree.ok) throw refusal(file, [{ ...tree.position, path: '', text: `this is not YAML: ${tree.error}` }]);
  if (tree.value === null || tree.value === undefined) throw new ConfigError(`${file} is empty: ${empty}`);
  const result = schema.safeParse(tree.value);
  const problems = result.success ? disagreements(result.data) : problemsOf(schema, result.error.issues, tree.value);
  if (result.success && problems.length === 0) return { value: result.data, at: tree.at };
  throw refusal(file, located(problems, tree.at));
}
