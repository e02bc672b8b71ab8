/** Workloads as people write them, `deploy/web`, as Kubernetes does: `Deployment/web`. */
import { isDns1123Name } from './names.ts';

/** Kinds that can be deployed, with what kubectl lets people call them. Kinds of others' making are written as their API has them. */
const kinds: Record<string, string[]> = {
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  CronJob: ['cronjob', 'cronjobs', 'cj'],
  Job: ['job', 'jobs'],
  Rollout: ['rollout', 'rollouts', 'ro'],
};

/** `deploy`, `deployment.apps` and `Deployment` as `Deployment`; null for what is no kind. */
function kindOf(given: string): string | null {
  const [word = ''] = given.toLowerCase().split('.', 1);
  const known = Object.keys(kinds).find((kind) => kinds[kind]?.includes(word));
  return known ?? (/^[A-Z][A-Za-z0-9]{0,62}$/.test(given) ? given : null);
}

/**
 * `Kind/name`, or the bare name of any kind.
 * @returns null for what Kubernetes would allow neither as a kind nor as a name
 */
export function workloadNamed(text: string): string | null {
  const [first = '', name, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  if (name === undefined) return isDns1123Name(first) ? first : null;
  const kind = kindOf(first);
  return kind !== null && isDns1123Name(name) ? `${kind}/${name}` : null;
}
