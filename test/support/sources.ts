/** Looks a source up in a recording, independently of the product: path, field and value must stand there. */
import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../../src/types.ts';
import type { Recording } from './recordings.ts';

const nothing = Symbol('nothing stands there');

/** One step into a value: a key, a `key=value` search in a list, or a position. */
function step(at: unknown, part: string): unknown {
  if (typeof at !== 'object' || at === null) return nothing;
  const [, key, value] = /^\[([^\]=]+)=(.*)\]$/s.exec(part) ?? [];
  if (key !== undefined) {
    const found = Array.isArray(at) ? at.findIndex((item) => String((item as never)[key]) === value) : -1;
    return found < 0 ? nothing : (at as unknown[])[found];
  }
  const name = part.replace(/^\["?|"?\]$/g, '');
  return Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : nothing;
}

/** `a.b[c=d].e`, `a["b.c/d"]` and `a[0]`, cut at dots outside brackets. */
const parts = (field: string): string[] => field.match(/\["[^"]*"\]|\[[^\]]*\]|[^.[\]]+/g) ?? [];

const valueAt = (object: unknown, field: string): unknown =>
  parts(field).reduce<unknown>((at, part) => (at === nothing ? nothing : step(at, part)), object);

type Story = Pick<Recording, 'snapshot' | 'body'>;

const cut = (path: string): [list: string, name: string] => {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at), path.slice(at + 1)];
};

/** The object at an API path as the API shows it: from its list, or recorded on its own. Empty when it is gone. */
function shownAt({ snapshot }: Story, path: string): unknown[] {
  const [list, name] = cut(path);
  const listed = snapshot.resources[list];
  const items = listed && 'items' in listed && Array.isArray(listed.items) ? listed.items : [];
  const single = snapshot.resources[path];
  const own = items.filter((item) => item.metadata.name === name);
  return [...own, ...besideAt(snapshot, list, name), ...(single === undefined ? [] : [single])];
}

/** A pod in the lists over all namespaces, which hold it with its namespace. */
function besideAt(snapshot: Story['snapshot'], list: string, name: string): unknown[] {
  const namespace = /^\/api\/v1\/namespaces\/([^/]+)\/pods$/.exec(list)?.[1];
  const lists = Object.entries(snapshot.resources).filter(([path]) => path.split('?')[0] === '/api/v1/pods');
  const all = lists.flatMap(([, entry]) => ('items' in entry && Array.isArray(entry.items) ? entry.items : []));
  return all.filter(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}

/** Its states as a watch would replay them. */
function replayedAt({ snapshot }: Story, path: string): unknown[] {
  const [list, name] = cut(path);
  return (snapshot.changes[list] ?? []).map((change) => change.object).filter((o) => o.metadata.name === name);
}

/** A log's words stand in one of the logs recorded for its container; an ellipsis stands for what was cut. */
function saidInLog({ snapshot }: Story, pod: string, query: string, value: unknown): boolean {
  const container = new URLSearchParams(query).get('container') ?? '';
  const logs = Object.entries(snapshot.logs).filter(([key]) => key.startsWith(`${pod}/${container}/`));
  const words = String(value)
    .split('…')
    .filter((text) => text !== '');
  return words.length > 0 && logs.some(([, text]) => words.every((word) => text.includes(word)));
}

/** True when the source stands in the recording with that value. */
export function holds(source: Source, story: Story): boolean {
  const { path, field, value } = source;
  if (path === 'webhook') return field !== '' && isDeepStrictEqual(valueAt(JSON.parse(story.body), field), value);
  const [, pod, query] = /\/pods\/([^/]+)\/log\?(.+)$/.exec(path) ?? [];
  if (pod !== undefined && query !== undefined) return saidInLog(story, pod, query, value);
  // "It is gone" cites the whole object, and nothing stands at its path.
  if (field === '') return value === null && shownAt(story, path).length === 0;
  const states = [...shownAt(story, path), ...replayedAt(story, path)];
  return states.some((state) => isDeepStrictEqual(valueAt(state, field), value));
}
