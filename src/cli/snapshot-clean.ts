/** What a recording leaves out: who manages which field, applied manifests, env values, and every secret that is recognised. */
import { withoutSecrets } from '../pipeline.ts';
import type { Redactor } from '../ports.ts';
import type { Snapshot } from '../demo/snapshot.ts';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mark = '[redacted]';
/** Whole manifests, env values included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Large, and read by nobody. */
const dropped = new Set(['managedFields', lastApplied]);

/** Gives an env value its number: the first value of a name is 1, the second different one 2. */
type Number = (name: string, value: string) => number;

function numbering(): Number {
  const seen = new Map<string, Map<string, number>>();
  return (name, value) => {
    const values = seen.get(name) ?? new Map<string, number>();
    seen.set(name, values);
    const number = values.get(value) ?? values.size + 1;
    values.set(value, number);
    return number;
  };
}

function numberEnv(entry: unknown, number: Number): unknown {
  if (!isFields(entry) || typeof entry['value'] !== 'string' || entry['value'] === '') return entry;
  return { ...entry, value: number(String(entry['name']), entry['value']) };
}

const nameEnv = (entry: unknown): unknown =>
  isFields(entry) && typeof entry['value'] === 'number'
    ? { ...entry, value: entry['value'] === 1 ? mark : `${mark} ${entry['value']}` }
    : entry;

/** The same value with its env lists changed and dropped fields gone. */
function walk(value: unknown, changeEnv: (entry: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, changeEnv));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped.has(key))
      .map(([key, inner]) => [
        key,
        key === 'env' && Array.isArray(inner) ? inner.map(changeEnv) : walk(inner, changeEnv),
      ]),
  );
}

type Line = { at: string; text: string };

/** A log's lines with their time stamps apart, so that a secret over several lines is still one text. */
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, at = '', rest = line] = /^(\S+T\S+) (.*)$/s.exec(line) ?? [];
      return { at, text: rest };
    });

const textOf = (lines: Line[]): string => lines.map(({ at, text }) => `${at === '' ? '' : `${at} `}${text}\n`).join('');

/**
 * A recording that can be given away. Env values become `[redacted]`, a different value of the same variable `[redacted] 2`: that a
 * release changed one still shows. Rejects when the redactor does.
 */
export async function cleaned({ now, resources, logs, changes }: Snapshot, redact: Redactor): Promise<Snapshot> {
  const number = numbering();
  const parts = walk({ resources, changes }, (entry) => numberEnv(entry, number)) as Pick<
    Snapshot,
    'resources' | 'changes'
  >;
  const split = Object.fromEntries(Object.entries(logs).map(([key, text]) => [key, { lines: linesOf(text) }]));
  const safe = await withoutSecrets({ ...parts, split }, redact);
  const named = walk({ resources: safe.resources, changes: safe.changes }, nameEnv) as typeof parts;
  const texts = Object.entries(safe.split).map(([key, { lines }]): [string, string] => [key, textOf(lines)]);
  return { now, resources: named.resources, logs: Object.fromEntries(texts), changes: named.changes };
}
