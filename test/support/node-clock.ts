/** A recording as it would have been on a node whose clock is not the API server's. */
import type { Pod } from '../../src/types.ts';
import type { Recording } from './recordings.ts';

const shifted = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Moves the named times of an object. */
function shift(object: object | undefined, fields: string[], seconds: number): void {
  const all = (object ?? {}) as Record<string, unknown>;
  for (const field of fields) if (typeof all[field] === 'string') all[field] = shifted(all[field], seconds);
}

function shiftStatuses({ status }: Pod, seconds: number): void {
  for (const container of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])])
    for (const { running, terminated } of [container.state ?? {}, container.lastState ?? {}]) {
      shift(running, ['startedAt'], seconds);
      shift(terminated, ['startedAt', 'finishedAt'], seconds);
    }
}

/** Sets the clock of the nodes: what their kubelets wrote into statuses and events. */
export function setNodeClocks(story: Recording, seconds: number): void {
  const { snapshot } = story;
  const listed = Object.values(snapshot.resources).flatMap((list) => ('items' in list ? (list.items as object[]) : []));
  const replayed = Object.values(snapshot.changes).flatMap((all) => all.map((change) => change.object));
  const body = JSON.parse(story.body) as object;
  for (const object of [...listed, ...replayed, body]) {
    if ('status' in object) shiftStatuses(object as Pod, seconds);
    if ((object as { source?: { component?: string } }).source?.component === 'kubelet')
      shift(object, ['firstTimestamp', 'lastTimestamp', 'eventTime'], seconds);
  }
  story.body = JSON.stringify(body);
}
