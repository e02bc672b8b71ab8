/** Watches of the demo's API: the recorded changes after a resource version, then the end of the stream. */
import { json, refuse, status, type Answer } from './answers.ts';
import { listOf, selectorOf } from './lists.ts';
import type { Target } from './resources.ts';
import { isStatus, type RecordedChange } from './snapshot.ts';
import { version, type World } from './world.ts';

/** `oldestKept`: versions below it are forgotten. `gone`: how that is said, as a line of the stream or as the response's status. */
export type WatchOptions = { oldestKept?: string; gone?: 'line' | 'http' };

/**
 * Changes in the order recorded, one JSON object a line, whose resource version is greater than the one asked from; the selectors
 * judge each object as it was then. Unlike a real watch it ends when there is no more, without waiting for `timeoutSeconds`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function watch(world: World, target: Target, query: URLSearchParams, options: WatchOptions): Answer {
  const list = listOf(world, target);
  if (isStatus(list)) return json(list, list.code);
  const selector = selectorOf(target, query);
  if (!selector.ok) return refuse(400, selector.message);
  const asked = query.get('resourceVersion') ?? '';
  const { kind, apiVersion } = target.resource;
  // Without a version a watch begins with what there is.
  const now = (list.items ?? []).map((item) => ({ type: 'ADDED', object: { kind, apiVersion, ...item } }));
  if (asked === '' || asked === '0') return lines(now.filter((change) => selector.matches(change.object)));
  if (version(asked) < 0n) return refuse(400, `invalid resource version "${asked}"`);
  const changes = changesOf(world, target);
  const oldest = options.oldestKept ?? '0';
  if (changes === null || version(asked) < version(oldest))
    return expired(`too old resource version: ${asked} (${oldest})`, options);
  const after = changes.filter(({ object }) => version(object.metadata.resourceVersion) > version(asked));
  return lines(after.filter((change) => selector.matches(change.object)));
}

function changesOf(world: World, { namespace, listPath, resource }: Target): RecordedChange[] | null {
  if (namespace !== null || !resource.namespaced) return world.changes.get(listPath) ?? null;
  const shape = new RegExp(`^${resource.prefix}/namespaces/[^/]+/${resource.plural}$`);
  const all = [...world.changes].filter(([path]) => shape.test(path)).flatMap(([, changes]) => changes);
  return all.length === 0 ? null : all.toSorted((a, b) => Number(versionOf(a) - versionOf(b)));
}

function versionOf(change: RecordedChange): bigint {
  return version(change.object.metadata.resourceVersion);
}

function lines(changes: object[]): Answer {
  return {
    status: 200,
    contentType: 'application/json',
    body: changes.map((change) => `${JSON.stringify(change)}\n`).join(''),
  };
}

function expired(message: string, { gone = 'line' }: WatchOptions): Answer {
  return gone === 'http' ? refuse(410, message) : lines([{ type: 'ERROR', object: status(410, message) }]);
}
