/** The ends that a pod shows, for those who compare them with another's. */
import type { EndBeside, Pod, Seen } from '../types.ts';
import { endToTell, workersOf } from './containers.ts';
import { cite } from './field.ts';

/** The newest end of each of its containers; an init container that did its work is none. */
export function endsOf({ path, object }: Seen<Pod>): EndBeside[] {
  return workersOf(object).flatMap((seen) => {
    const end = endToTell(seen, object);
    const at = end?.terminated.finishedAt;
    return end && at ? [{ path, at, sources: cite(path, object, 'spec.nodeName', `${end.field}.finishedAt`) }] : [];
  });
}
