/** A deployment under way: its controllers as they are now, and what became of its pods since it was last looked at. */
import { notAllRead } from '../facts/lists.ts';
import type { Cluster } from '../ports.ts';
import type { DaemonSet, Deployment, Pod, Reading, StatefulSet } from '../types.ts';
import { glimpseBack, glimpseNow, type Glimpse, type Pods } from './glimpse.ts';

export type Controller = Deployment | StatefulSet | DaemonSet;

/** Labels that all pods of a workload have, and no others. */
export type Selector = Record<string, string>;

/** `resourceVersion`: that of the lists, the same counter that pods go by. */
export type Controllers = { found: Map<string, Controller | null>; resourceVersion: string | null };

/** `pods`: what changed since the resource version, or all as they are now where there was none to begin from. */
export type DeploymentSeen = {
  /** By `Kind/name`; null for one that the lists do not hold. Not known when they were not asked. */
  controllers: Reading<Controllers>;
  pods: Reading<Glimpse>;
  /** Which pods are the deployment's own; null when that could not be read. */
  selectors: Selector[] | null;
};

const lists = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;
type Kind = keyof typeof lists;

/** A bare name can be any kind's. */
function kindsOf(workloads: string[]): Kind[] {
  const kinds = Object.keys(lists) as Kind[];
  return kinds.filter((kind) => workloads.some((w) => !w.includes('/') || w.startsWith(`${kind}/`)));
}

async function readControllers(
  cluster: Cluster,
  namespace: string,
  workloads: string[],
): Promise<DeploymentSeen['controllers']> {
  const found = new Map<string, Controller | null>(workloads.filter((w) => w.includes('/')).map((w) => [w, null]));
  let resourceVersion: string | null = null;
  for (const kind of kindsOf(workloads)) {
    const listed = await cluster.list<(typeof lists)[Kind]>(lists[kind], { namespace });
    if (!listed.known) return listed;
    // One that is named and not found would count as deleted.
    if (listed.value.truncated) return notAllRead(lists[kind]);
    resourceVersion ??= listed.value.resourceVersion || null;
    for (const item of listed.value.items) {
      const name = item.metadata?.name ?? '';
      if (workloads.includes(name) || workloads.includes(`${kind}/${name}`)) found.set(`${kind}/${name}`, item);
    }
  }
  return { known: true, value: { found, resourceVersion } };
}

export const selectorOf = (controller: { spec?: unknown } | null): Selector | null =>
  (controller as Controller | null)?.spec?.selector?.matchLabels ?? null;

/** The one selector of a single workload, as the API takes it; everything where there are several. */
function labelSelector(selectors: Selector[]): Pods['selector'] {
  const labels = Object.entries((selectors.length === 1 ? selectors[0] : null) ?? {});
  return labels.length === 0 ? {} : { labelSelector: labels.map(([name, value]) => `${name}=${value}`).join(',') };
}

/** Whether a pod is one of a deployment's. Without selectors all of the namespace are. */
export const isSelected = (pod: Pod, selectors: Selector[]): boolean =>
  selectors.length === 0 ||
  selectors.some((labels) => Object.entries(labels).every(([name, value]) => pod.metadata?.labels?.[name] === value));

/**
 * How far a look reaches. `resourceVersion`: where the last one ended; null for the first. `renew`: a fresh version is learned, too.
 * `shared`: others of the namespace are read at the same time, from the same version: one watch answers for all of them. `selectors`:
 * what an earlier look has read of them; null: they are read. `asks`: so are the controllers.
 */
export type Reach = {
  resourceVersion: string | null;
  renew: boolean;
  shared: boolean;
  selectors: Selector[] | null;
  asks: boolean;
};

const notAsked = { known: false, why: 'its controllers have said that they are done' } as const;

/** The controllers' lists were read before the watch: unless it was cut, it has told all that came before them. */
const goingOnFrom = (pods: Reading<Glimpse>, resourceVersion: string): Reading<Glimpse> =>
  pods.known && !pods.value.cut ? { known: true, value: { ...pods.value, resourceVersion, renewed: true } } : pods;

/** @param workloads `Deployment/web` or bare names; none for all of the namespace */
export async function readDeployment(
  cluster: Cluster,
  { namespace, workloads }: { namespace: string; workloads: string[] },
  { resourceVersion, renew, shared, selectors: known, asks }: Reach,
): Promise<DeploymentSeen> {
  const controllers = asks || known === null ? await readControllers(cluster, namespace, workloads) : notAsked;
  const read = controllers.known
    ? [...controllers.value.found.values()].map(selectorOf).filter((selector) => selector !== null)
    : null;
  // Workloads that are named and of which none was found have no pods that could be told from others.
  const selectors = read !== null && (read.length > 0 || workloads.length === 0) ? read : known;
  const of = { namespace, selector: shared ? {} : labelSelector(selectors ?? []) };
  const fresh = renew && controllers.known ? controllers.value.resourceVersion : null;
  const pods =
    resourceVersion === null
      ? await glimpseNow(cluster, of)
      : await glimpseBack(cluster, of, resourceVersion, renew && fresh === null);
  return { controllers, pods: fresh === null ? pods : goingOnFrom(pods, fresh), selectors };
}
