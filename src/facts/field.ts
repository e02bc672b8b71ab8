/** Reading a dotted field path out of an object, and citing it as a source: what is cited is what was read. */
import type { Json, Source } from '../types.ts';

/** One step of a field path: `name`, `["quoted.name"]`, `[key=value]` in a list, or `[0]`. */
const step = /\["([^"]*)"\]|\[([^\]]*)\]|([^.[\]]+)/g;

function descend(at: unknown, quotedOrPlain: string | undefined, inner: string | undefined): unknown {
  if (quotedOrPlain !== undefined) {
    return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[quotedOrPlain] : undefined;
  }
  if (!Array.isArray(at) || inner === undefined) return undefined;
  const equals = inner.indexOf('=');
  if (equals < 0) return at[Number(inner)] as unknown;
  const [key, value] = [inner.slice(0, equals), inner.slice(equals + 1)];
  return at.find((item: unknown) => String((item as Record<string, unknown> | null)?.[key]) === value) as unknown;
}

/**
 * The value at a field path such as `status.containerStatuses[name=app].state.terminated.exitCode` or
 * `metadata.annotations["a.b/c"]`; undefined when nothing stands there.
 */
export function lookup(object: unknown, field: string): unknown {
  let at = object;
  for (const [, quoted, inner, plain] of field.matchAll(step)) {
    at = descend(at, quoted ?? plain, inner);
    if (at === undefined) return undefined;
  }
  return at;
}

/** Cites fields of an object that was read at `path`. Fields with nothing in them are left out. */
export function cite(path: string, object: unknown, ...fields: string[]): Source[] {
  return fields.flatMap((field) => {
    const value = lookup(object, field);
    return value === undefined ? [] : [{ path, field, value: value as Json }];
  });
}
