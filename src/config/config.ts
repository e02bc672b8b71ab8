/**
 * lastword.yaml: parsed once, refused with a sentence that says what, where and what to do.
 * Secrets never stand in the file: it names the environment variables (Workers: secrets) that hold them.
 */
import { disagreements } from './agreement.ts';
import { readDocument } from './document.ts';
import { ConfigError } from './problems.ts';
import { type ClusterSettings, type Settings, settingsFile } from './schema.ts';
import type { At } from './yaml.ts';

export { milliseconds } from './fields.ts';
export { policyOf } from './policy.ts';
export { ConfigError, type ClusterSettings, type Settings };

/** Environment of the worker: bindings by name. Only text ones are read here. */
export type Secrets = Record<string, unknown>;

/**
 * Reads lastword.yaml (or its JSON form), and where in it everything stands.
 * @param file as the person knows it
 * @throws ConfigError with one line per problem: where in the file, what is wrong. It repeats no value.
 */
export function readSettings(text: string, file = 'lastword.yaml'): { settings: Settings; at: At } {
  const { value, at } = readDocument(settingsFile, text, file, {
    empty: 'it must name one cluster at least, like clusters: [{ name: prod }]',
    disagreements,
  });
  return { settings: value, at };
}

/** As readSettings, for who needs no positions. */
export const parseSettings = (text: string, file?: string): Settings => readSettings(text, file).settings;

/** The value of a secret, or null when it is not set or empty. */
export function secret(secrets: Secrets, name: string): string | null {
  const value = secrets[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The configured cluster that an alert means. An alert that names no cluster means the only one; null when it names one
 * that is not configured, or none where there are several: evidence of the wrong cluster would be worse than none.
 */
export function clusterFor(settings: Settings, name: string | null): ClusterSettings | null {
  if (name === null) return settings.clusters.length === 1 ? (settings.clusters[0] ?? null) : null;
  return settings.clusters.find((c) => c.name === name || c.aliases.includes(name)) ?? null;
}
