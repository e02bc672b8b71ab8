/** Lists, single objects and pages of the demo's API. */
import { json, notFound, refuse, status, type Answer } from './answers.ts';
import type { Target } from './resources.ts';
import { fieldSelector, labelSelector, type Selector } from './selectors.ts';
import { isList, isStatus, type Recorded, type RecordedList, type Status } from './snapshot.ts';
import { newer, type World } from './world.ts';

/** The whole list behind a target, or the refusal that was recorded in its place. Unknown namespaces hold nothing. */
export function listOf(world: World, target: Target): RecordedList | Status {
  const { resource, namespace, listPath } = target;
  const { kind, apiVersion, plural, prefix } = resource;
  const empty = { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: world.resourceVersion }, items: [] };
  const own = world.resources.get(listPath);
  if (own !== undefined) return isStatus(own) || isList(own) ? own : empty;
  if (namespace !== null) return isOlder(world, target, namespace) ? unrecorded(plural) : empty;
  if (plural === 'namespaces')
    return { ...empty, items: pathsOf(world, /^\/api\/v1\/namespaces\/[^/]+$/).filter(isObject) };
  const parts = pathsOf(world, new RegExp(`^${prefix}/namespaces/[^/]+/${plural}$`));
  return parts.find(isStatus) ?? joined(empty, parts.filter(isList));
}

/** True for the Services or Events of a namespace that was recorded without them: no list is not an empty one. */
const isOlder = (world: World, { resource }: Target, namespace: string): boolean =>
  (resource.plural === 'services' || resource.plural === 'events') &&
  world.resources.has(`/api/v1/namespaces/${namespace}/pods`);

/** As if whoever recorded had not been allowed to list it. */
const unrecorded = (what: string): Status => status(403, `${what} is forbidden: the recording does not hold it`);

function pathsOf(world: World, shape: RegExp): (RecordedList | Recorded | Status)[] {
  return [...world.resources].filter(([path]) => shape.test(path)).map(([, entry]) => entry);
}

function isObject(entry: RecordedList | Recorded | Status): entry is Recorded {
  return !isList(entry) && !isStatus(entry);
}

function joined(empty: RecordedList, lists: RecordedList[]): RecordedList {
  const resourceVersion = lists.map((list) => list.metadata.resourceVersion).reduce(newer, '1');
  return lists.length === 0
    ? empty
    : { ...empty, metadata: { resourceVersion }, items: lists.flatMap((list) => list.items ?? []) };
}

/** GET of one object. */
export function one(world: World, target: Target, name: string): Answer {
  const stored = world.resources.get(`${target.listPath}/${name}`);
  if (stored !== undefined && isStatus(stored)) return json(stored, stored.code);
  const list = listOf(world, target);
  if (isStatus(list)) return json(list, list.code);
  const found = list.items?.find((item) => item.metadata.name === name);
  if (found === undefined) return notFound(target.resource, name);
  // Items of a list carry no type of their own.
  return json({ kind: target.resource.kind, apiVersion: target.resource.apiVersion, ...found });
}

/** Both selectors of a query as one. */
export function selectorOf(target: Target, query: URLSearchParams): Selector {
  const labels = labelSelector(query.get('labelSelector') ?? '');
  if (!labels.ok) return labels;
  const fields = fieldSelector(query.get('fieldSelector') ?? '', target.resource);
  if (fields.ok) return { ok: true, matches: (object) => labels.matches(object) && fields.matches(object) };
  const { apiVersion, plural } = target.resource;
  const [given, asked] = [query.get('labelSelector') ?? '', query.get('fieldSelector') ?? ''];
  const gvr = `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Resource=${plural}`;
  return {
    ok: false,
    message: `Unable to find "${gvr}" that match label selector "${given}", field selector "${asked}": ${fields.message}`,
  };
}

/**
 * Which pods a node has is known from a list that was recorded for it (its path with the selector), or from one of all pods: some
 * namespaces' lists do not tell.
 */
function podsOfNode(
  world: World,
  { resource, listPath }: Target,
  query: URLSearchParams,
): RecordedList | Status | null {
  const selector = query.get('fieldSelector') ?? '';
  if (listPath !== '/api/v1/pods' || !selector.startsWith('spec.nodeName=')) return null;
  const own = world.resources.get(`${listPath}?fieldSelector=${selector}`) ?? world.resources.get(listPath);
  return own && (isList(own) || isStatus(own)) ? own : unrecorded(resource.plural);
}

/** GET of a list: selectors, `limit`, `continue`. A token is good for as long as the `generation` it was made in. */
export function page(world: World, generation: number, target: Target, query: URLSearchParams): Answer {
  const list = podsOfNode(world, target, query) ?? listOf(world, target);
  if (isStatus(list)) return json(list, list.code);
  const selector = selectorOf(target, query);
  if (!selector.ok) return refuse(400, selector.message);
  const limit = Number(query.get('limit') ?? '0');
  if (!Number.isInteger(limit)) return refuse(400, 'strconv.ParseInt: parsing "limit": invalid syntax');
  const start = startOf(query.get('continue'), generation);
  if (typeof start !== 'number') return start;
  const rest = (list.items ?? [])
    .map((item, at) => ({ item, at }))
    .slice(start)
    .filter(({ item }) => selector.matches(item));
  const shown = limit > 0 ? rest.slice(0, limit) : rest;
  const next = rest[shown.length];
  const selected = query.get('labelSelector') || query.get('fieldSelector');
  const more = next && {
    continue: token(generation, next.at),
    ...(!selected && { remainingItemCount: rest.length - shown.length }),
  };
  return json({
    ...list,
    metadata: { resourceVersion: list.metadata.resourceVersion, ...more },
    items: shown.map(({ item }) => item),
  });
}

function token(generation: number, start: number): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', generation, start })).toString('base64url');
}

function startOf(given: string | null, generation: number): number | Answer {
  if (given === null || given === '') return 0;
  try {
    const read = JSON.parse(Buffer.from(given, 'base64url').toString()) as { generation: number; start: number };
    if (read.generation === generation) return read.start;
  } catch {
    return refuse(400, 'continue key is not valid: illegal base64 data');
  }
  return refuse(
    410,
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  );
}
