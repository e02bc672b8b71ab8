/** A recording behind a real API on the loopback interface, read by the service's own adapter. */
import { kubernetesCluster } from '../adapters/kubernetes.ts';
import { startKubernetesApi } from '../demo/kubernetes-api.ts';
import type { Snapshot } from '../demo/snapshot.ts';
import type { Cluster } from '../ports.ts';
import { InputError } from './explain-input.ts';

/** A machine under load must not turn a recording into "did not answer". */
const timeoutMs = 60_000;

/**
 * The recorded cluster, served until the stack is disposed of.
 * @param file as the person knows it
 * @throws InputError
 */
export async function serveRecording(file: string, snapshot: Snapshot, stack: AsyncDisposableStack): Promise<Cluster> {
  const api = await startKubernetesApi({ snapshots: [snapshot], clock: () => snapshot.now }).catch((error: unknown) => {
    throw new InputError(
      `The snapshot ${file} cannot be served: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  stack.defer(() => api.close());
  return kubernetesCluster({ api: api.url, token: () => null, timeoutMs });
}
