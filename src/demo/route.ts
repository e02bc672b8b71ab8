/** What the demo's API answers to a request: a pure function of the snapshots it stands on. */
import { json, refuse, type Answer } from './answers.ts';
import { one, page } from './lists.ts';
import { log } from './logs.ts';
import { watch, type WatchOptions } from './replay.ts';
import { target } from './resources.ts';
import type { World } from './world.ts';

export type AskedFor = { method: string; path: string; query: URLSearchParams };

/** `generation` counts the changes of `world`: continue tokens are good within one. */
export type Served = { world: World; generation: number; options: WatchOptions };

export function route({ world, generation, options }: Served, { method, path, query }: AskedFor): Answer {
  if (path === '/version') return json({ major: '1', minor: '36', gitVersion: 'v1.36.2' });
  const asked = target(path);
  // A cluster without metrics-server does not know its API at all.
  const unmeasured = asked?.resource.group === 'metrics.k8s.io' && !world.resources.has(asked.listPath);
  if (asked === null || unmeasured) return refuse(404, 'the server could not find the requested resource', {});
  if (method !== 'GET') return refuse(405, 'the server does not allow this method on the requested resource', {});
  const { name, sub, resource } = asked;
  if (name === null)
    return isWatch(query) ? watch(world, asked, query, options) : page(world, generation, asked, query);
  if (sub === null) return one(world, asked, name);
  if (sub === 'log' && resource.plural === 'pods') return log(world, asked, name, query);
  return refuse(404, 'the server could not find the requested resource', {});
}

function isWatch(query: URLSearchParams): boolean {
  return ['1', 'true', 'True'].includes(query.get('watch') ?? '');
}
