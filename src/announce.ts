/** Hands what a pipeline announces to the Desk of the cluster that it deploys to. */
import type { DeskApi } from './desk/desk.ts';
import { nearest } from './facts/nearest.ts';
import type { DeployAnswer, DeploymentNotice } from './types.ts';

/** `clusterOf`: the configured cluster that a name or alias means, or the only one there is; null when it means none. */
export type Clusters = {
  clusterOf: (cluster: string | null) => string | null;
  desk: (name: string) => DeskApi;
  desks: () => { name: string }[];
};

/** Alerts of unknown clusters are kept all the same; a window in a cluster of that name would cover nothing. */
function unknown(given: string | null, names: string[]): DeployAnswer {
  const all = names.join(', ');
  if (given === null)
    return { ok: false, status: 400, error: `cluster: missing; say which one is deployed to: ${all}` };
  const near = nearest(given, names);
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return { ok: false, status: 400, error: `cluster: ${given} is not in lastword.yaml; it has ${all}.${hint}` };
}

/** @throws what a Desk throws that could not store it */
export async function announce(clusters: Clusters, notice: DeploymentNotice): Promise<DeployAnswer> {
  const cluster = clusters.clusterOf(notice.cluster);
  if (cluster === null)
    return unknown(
      notice.cluster,
      clusters.desks().map(({ name }) => name),
    );
  return clusters.desk(cluster).deploy({ ...notice, cluster });
}
