/** A deployment under way: its controllers as they are now, and what became of its pods since it was last looked at. */
import type { Cluster } from '../ports.ts';
import type { DaemonSet, Deployment, Pod, Reading, StatefulSet } from '../types.ts';
import { glimpseBack, glimpseNow, type Glimpse, type Pods } from './glimpse.ts';

export type Controller = Deployment | StatefulSet | DaemonSet;

/** `pods`: what changed since the resource version; none where there was none to begin from. */
export type DeploymentSeen = {
  /** By `Kind/name`; null for one that the lists do not hold. */
  controllers: Reading<Map<string, Controller | null>>;
  pods: Reading<Glimpse>;
  /** Whether a pod is one of the deployment's. */
  isOwn: (pod: Pod) => boolean;
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
  for (const kind of kindsOf(workloads)) {
    const listed = await cluster.list<(typeof lists)[Kind]>(lists[kind], { namespace });
    if (!listed.known) return listed;
    for (const item of listed.value.items) {
      const name = item.metadata?.name ?? '';
      if (workloads.includes(name) || workloads.includes(`${kind}/${name}`)) found.set(`${kind}/${name}`, item);
    }
  }
  return { known: true, value: found };
}

const labelsIn = (controller: Controller | null): Record<string, string> | null =>
  controller?.spec?.selector?.matchLabels ?? null;

/** The one selector of a single workload, as the API takes it; everything where there are several. */
function selectorFor(controllers: Controller[]): Pods['selector'] {
  const [only] = controllers.length === 1 ? controllers : [];
  const labels = Object.entries(labelsIn(only ?? null) ?? {});
  return labels.length === 0 ? {} : { labelSelector: labels.map(([name, value]) => `${name}=${value}`).join(',') };
}

const isSelected = (pod: Pod, labels: Record<string, string>): boolean =>
  Object.entries(labels).every(([name, value]) => pod.metadata?.labels?.[name] === value);

/**
 * @param workloads `Deployment/web` or bare names; none for all of the namespace
 * @param resourceVersion where the last look ended; null for the first one
 * @param shared others of the namespace are read at the same time, from the same version: one watch answers for all of them
 */
export async function readDeployment(
  cluster: Cluster,
  { namespace, workloads }: { namespace: string; workloads: string[] },
  resourceVersion: string | null,
  shared: boolean,
): Promise<DeploymentSeen> {
  const controllers = await readControllers(cluster, namespace, workloads);
  const known = controllers.known ? [...controllers.value.values()].filter((c) => c !== null) : [];
  const of = { namespace, selector: shared ? {} : selectorFor(known) };
  const pods =
    resourceVersion === null ? await glimpseNow(cluster, of) : await glimpseBack(cluster, of, resourceVersion, true);
  const labels = known.map(labelsIn).filter((of) => of !== null);
  const isOwn = (pod: Pod): boolean => workloads.length === 0 || labels.some((of) => isSelected(pod, of));
  return { controllers, pods, isOwn };
}
