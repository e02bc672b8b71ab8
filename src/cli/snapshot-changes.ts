/** The pods' history as far back as the API server still replays it: how pods that are gone ended. */
import type { Recorded, RecordedChange } from '../demo/snapshot.ts';
import { version } from '../demo/world.ts';
import type { Change, Cluster } from '../ports.ts';
import type { Reading } from '../types.ts';

/**
 * Resource versions that a replay may start from, oldest first: those that events about pods carry (`Killing` has the pod's own), and
 * the pods' own.
 */
function startsIn(pods: Recorded[], events: Recorded[]): string[] {
  const about = events.map(
    (event) => event['involvedObject'] as { kind?: string; resourceVersion?: string } | undefined,
  );
  const versions = [
    ...about.filter((object) => object?.kind === 'Pod').map((object) => object?.resourceVersion),
    ...pods.map((pod) => pod.metadata.resourceVersion),
  ].filter((text) => text !== undefined && version(text) > 0n) as string[];
  return [...new Set(versions)].toSorted((a, b) => (version(a) < version(b) ? -1 : 1));
}

/** The longest replay that is to be had; empty when there is none. Asks less than ten times. */
export async function readChanges(
  cluster: Cluster,
  namespace: string,
  pods: Recorded[],
  events: Recorded[],
): Promise<RecordedChange[]> {
  const starts = startsIn(pods, events);
  let [from, to, middle] = [0, starts.length, 0];
  let found: Change[] = [];
  // What is older than the server's history is refused (410). The oldest first; if that is refused, the search halves the rest.
  while (from < to) {
    const resourceVersion = starts[middle] ?? '';
    const read: Reading<{ changes: Change[] }> = await cluster.replay({ namespace, resourceVersion });
    if (read.known) [found, to] = [read.value.changes, middle];
    else from = middle + 1;
    middle = Math.floor((from + to) / 2);
  }
  return found.map(({ type, object }) => ({ type, object: object as unknown as Recorded }));
}
