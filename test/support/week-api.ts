/** The API of a made-up week's cluster at any moment of it, which only goes on: lists as of then, events for an hour, changes for a minute and a bit. */
import { selectorOf } from '../../src/demo/lists.ts';
import { type AskedFor, route } from '../../src/demo/route.ts';
import { target } from '../../src/demo/resources.ts';
import type { Recorded, RecordedChange, RecordedList } from '../../src/demo/snapshot.ts';
import type { World } from '../../src/demo/world.ts';
import { responseOf } from './shop.ts';
import { groups, type Line, type Plural } from './week-ledger.ts';
import type { Week } from './week.ts';

/** `--event-ttl`. */
const eventTtlMs = 3_600_000;
/** How much of the past the watch cache keeps. */
const historyMs = 75_000;

type Objects = Map<string, Map<string, Recorded>>;

/** What the cluster holds at a moment, and what it still remembers of the minute before. */
type Held = {
  lists: Map<Plural, Objects>;
  changes: Map<string, { at: number; change: RecordedChange }[]>;
  logs: Map<string, string>;
  expiring: { at: number; line: Line }[];
  version: number;
  oldest: number;
};

const objectsOf = ({ lists }: Held, plural: Plural, namespace: string): Map<string, Recorded> => {
  const byNamespace = lists.get(plural) ?? new Map<string, Map<string, Recorded>>();
  lists.set(plural, byNamespace);
  const objects = byNamespace.get(namespace) ?? new Map<string, Recorded>();
  byNamespace.set(namespace, objects);
  return objects;
};

function apply(held: Held, line: Line): void {
  const { plural, type, object, at, version } = line;
  const namespace = object.metadata.namespace ?? '';
  const objects = objectsOf(held, plural, namespace);
  if (type === 'DELETED') objects.delete(object.metadata.uid ?? '');
  else objects.set(object.metadata.uid ?? '', object);
  held.version = version;
  if (plural === 'events') held.expiring.push({ at: at + eventTtlMs, line });
  if (plural !== 'pods') return;
  const changes = held.changes.get(namespace) ?? [];
  held.changes.set(namespace, [
    ...changes.filter((known) => known.at > at - historyMs - 5_000),
    { at, change: { type, object: { kind: 'Pod', apiVersion: 'v1', ...object } } },
  ]);
}

/** Goes on to a moment: what happened since is done, what is too old is forgotten. */
function cluster({ ledger, logs }: Pick<Week, 'ledger' | 'logs'>): (now: number) => Held {
  const held: Held = { lists: new Map(), changes: new Map(), logs: new Map(), expiring: [], version: 0, oldest: 0 };
  let [next, forgotten, said, expired] = [0, 0, 0, 0];
  return (now) => {
    for (let line = ledger.lines[next]; line && line.at <= now; line = ledger.lines[++next]) apply(held, line);
    for (let line = ledger.lines[forgotten]; line && line.at <= now - historyMs; line = ledger.lines[++forgotten])
      held.oldest = line.version;
    for (let line = logs[said]; line && line.at <= now; line = logs[++said]) held.logs.set(line.key, line.text);
    for (let old = held.expiring[expired]; old && old.at <= now; old = held.expiring[++expired]) {
      const { metadata } = old.line.object;
      objectsOf(held, 'events', metadata.namespace ?? '').delete(metadata.uid ?? '');
    }
    return held;
  };
}

type Statuses = { containerStatuses?: { name: string; state: object; lastState: object }[] };

/** Whose words a container's log is: the last run's, as long as it is dead; then it is the previous one. */
function logsOf(held: Held, namespace: string, pod: Recorded): Map<string, string> {
  const { containerStatuses = [] } = (pod['status'] ?? {}) as Statuses;
  return new Map(
    containerStatuses.flatMap(({ name, state, lastState }) => {
      const key = `${namespace}/${pod.metadata.name}/${name}`;
      const text = held.logs.get(key);
      if (text === undefined) return [];
      const previous: [string, string][] = 'terminated' in lastState ? [[`${key}/previous`, text]] : [];
      return 'running' in state ? previous : [...previous, [`${key}/current`, text] as [string, string]];
    }),
  );
}

/** The part of the cluster that a request asks about, as the test API knows clusters. */
function worldFor(held: Held, path: string): World {
  const world: World = {
    resources: new Map(),
    changes: new Map(),
    logs: new Map(),
    withoutLogs: new Set(),
    resourceVersion: String(held.version),
  };
  const asked = target(path);
  // Nothing is measured here: metrics.k8s.io has pods, too.
  if (!asked || groups[asked.resource.plural as Plural] !== asked.resource.prefix) return world;
  const { resource, namespace, name, sub, listPath } = asked;
  const byNamespace = held.lists.get(resource.plural as Plural);
  const items = [
    ...(namespace === null
      ? [...(byNamespace?.values() ?? [])].flatMap((of) => [...of.values()])
      : (byNamespace?.get(namespace)?.values() ?? [])),
  ];
  world.resources.set(listPath, {
    kind: `${resource.kind}List`,
    apiVersion: resource.apiVersion,
    metadata: { resourceVersion: String(held.version) },
    items,
  });
  const changes = namespace === null ? undefined : held.changes.get(namespace);
  if (resource.plural === 'pods' && changes)
    world.changes.set(
      listPath,
      changes.map(({ change }) => change),
    );
  const pod = sub === 'log' ? items.find((item) => item.metadata.name === name) : undefined;
  if (pod && namespace !== null) world.logs = logsOf(held, namespace, pod);
  return world;
}

/** A week asks for the same objects ten thousand times. */
const texts = new WeakMap<Recorded, string>();
function textOf(object: Recorded): string {
  const text = texts.get(object) ?? JSON.stringify(object);
  texts.set(object, text);
  return text;
}

/** A plain list, as the test API answers it, put together from texts that are made once; null for anything else. */
function listed(world: World, { path, query }: AskedFor): string | null {
  const asked = target(path);
  const list = asked && asked.name === null && !query.has('watch') ? world.resources.get(asked.listPath) : undefined;
  if (!asked || !list) return null;
  const { items, metadata, ...rest } = list as RecordedList;
  const selector = selectorOf(asked, query);
  if (!selector.ok) return null;
  const found = (items ?? []).filter((item) => selector.matches(item)).slice(0, Number(query.get('limit') ?? '500'));
  return `${JSON.stringify({ ...rest, metadata }).slice(0, -1)},"items":[${found.map(textOf).join(',')}]}`;
}

/** A `fetch` that is the API's answer at `now` (milliseconds), its clock the same. Time must not go back. */
export function weekFetch(
  week: Pick<Week, 'ledger' | 'logs'>,
  now: () => number,
  onRequest?: () => void,
): typeof fetch {
  const at = cluster(week);
  return (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    onRequest?.();
    const held = at(now());
    const path = decodeURIComponent(url.pathname);
    const asked = { method: 'GET', path, query: url.searchParams };
    const world = worldFor(held, path);
    const date = new Date(Math.floor(now() / 1000) * 1000);
    const list = listed(world, asked);
    if (list !== null) return Promise.resolve(responseOf(200, list, date));
    const answer = route({ world, generation: 1, options: { oldestKept: String(held.oldest) } }, asked);
    return Promise.resolve(responseOf(answer.status, answer.body, date));
  };
}
