/** Container logs of the demo's API. */
import { json, notFound, refuse, text, type Answer } from './answers.ts';
import { listOf } from './lists.ts';
import type { Target } from './resources.ts';
import { isStatus, type Recorded } from './snapshot.ts';
import type { World } from './world.ts';

type Named = { name: string };
type ContainerState = { waiting?: { reason?: string }; running?: object; terminated?: object };
type PodParts = {
  spec?: { containers?: Named[]; initContainers?: Named[]; ephemeralContainers?: Named[] };
  status?: { [statuses: string]: (Named & { state?: ContainerState; lastState?: ContainerState })[] | undefined };
};

/** GET of a pod's log: `container`, `previous`, `tailLines`, `limitBytes`, `timestamps`. */
export function log(world: World, target: Target, name: string, query: URLSearchParams): Answer {
  const list = listOf(world, target);
  if (isStatus(list)) return json(list, list.code);
  const pod = list.items?.find((item) => item.metadata.name === name);
  if (pod === undefined) return notFound(target.resource, name);
  const container = containerOf(pod, query.get('container') ?? '');
  if (typeof container !== 'string') return container;
  const previous = isTrue(query.get('previous'));
  const recorded = world.logs.get(`${target.namespace}/${name}/${container}/${previous ? 'previous' : 'current'}`);
  if (recorded === undefined) return absent(world, pod, container, previous);
  return text(cut(recorded, query));
}

/** The rules and words are LogLocation's in kubernetes/pkg/registry/core/pod/strategy.go. */
function containerOf(pod: Recorded, asked: string): string | Answer {
  const spec = (pod as PodParts).spec ?? {};
  const names = (of?: Named[]): string[] => (of ?? []).map((c) => c.name);
  const [main, init] = [names(spec.containers), names(spec.initContainers)];
  const { name } = pod.metadata;
  if (asked !== '') {
    const valid = [...main, ...init, ...names(spec.ephemeralContainers)].includes(asked);
    return valid ? asked : refuse(400, `container ${asked} is not valid for pod ${name}`);
  }
  if (main[0] !== undefined && main.length === 1) return main[0];
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  return refuse(400, `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${others}`);
}

/** No log was recorded: there is none (validateContainerLogStatus in kubernetes/pkg/kubelet/kubelet_pods.go), or it was forbidden. */
function absent(world: World, pod: Recorded, container: string, previous: boolean): Answer {
  const { status = {} } = pod as PodParts;
  const own = Object.values(status).flatMap((part) =>
    Array.isArray(part) ? part.filter((s) => s.name === container) : [],
  )[0];
  const ran = own?.state?.running ?? own?.state?.terminated ?? own?.lastState?.terminated;
  const { name, namespace = '' } = pod.metadata;
  if (ran !== undefined && world.withoutLogs.has(namespace)) {
    return refuse(
      403,
      `pods "${name}" is forbidden: cannot get resource "pods/log" in API group "" in the namespace "${namespace}"`,
    );
  }
  if (previous) return refuse(400, `previous terminated container "${container}" in pod "${name}" not found`);
  if (ran !== undefined) return text('');
  const why = own?.state?.waiting?.reason ?? 'ContainerCreating';
  return refuse(400, `container "${container}" in pod "${name}" is waiting to start: ${why}`);
}

/** As the kubelet does: first the last lines, then their first bytes, time stamps counted when they are wanted. */
function cut(recorded: string, query: URLSearchParams): string {
  let lines: string[] = recorded.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const tail = query.get('tailLines');
  if (tail !== null) lines = Number(tail) > 0 ? lines.slice(-Number(tail)) : [];
  if (!isTrue(query.get('timestamps'))) lines = lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\S+ /, ''));
  const bytes = Buffer.from(lines.join(''));
  const limit = query.get('limitBytes');
  return bytes.subarray(0, limit === null ? bytes.length : Number(limit)).toString();
}

function isTrue(flag: string | null): boolean {
  return flag === 'true' || flag === '1';
}
