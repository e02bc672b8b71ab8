/** The rollout history of a workload: ReplicaSets of a Deployment, ControllerRevisions of a StatefulSet or DaemonSet. */
import { cite } from '../facts/field.ts';
import type { Cluster } from '../ports.ts';
import type { ControllerRevision, Pod, Reading, ReplicaSet, Revision, Rollout, Subject } from '../types.ts';

type Template = {
  metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> };
  spec?: TemplateSpec;
};
type TemplateSpec = { containers?: Container[]; initContainers?: Container[] };
type Container = { name: string; image?: string; env?: { name: string }[] };

const restartedAt = 'kubectl.kubernetes.io/restartedAt';
const changeCause = 'kubernetes.io/change-cause';
const numberField = 'metadata.annotations["deployment.kubernetes.io/revision"]';

/** A short digest, so that a change of a value shows and the value itself goes no further. */
async function digest(value: unknown): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(value)));
  return [...new Uint8Array(bytes).slice(0, 8)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** The template without what only marks it (restartedAt, hash labels), keys in order. */
function canonical(template: Template): unknown {
  const { [restartedAt]: _restart, ...annotations } = template.metadata?.annotations ?? {};
  const {
    'pod-template-hash': _hash,
    'controller-revision-hash': _revision,
    ...labels
  } = template.metadata?.labels ?? {};
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, v]) => [k, sorted(v)]),
          )
        : value;
  return sorted({ annotations, labels, spec: template.spec ?? null });
}

async function readTemplate(
  template: Template,
): Promise<Pick<Revision, 'restartedAt' | 'images' | 'env' | 'template'>> {
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  const env = containers.flatMap((c) => (c.env ?? []).map((entry) => ({ name: entry.name, entry })));
  return {
    restartedAt: template.metadata?.annotations?.[restartedAt] ?? null,
    images: Object.fromEntries(containers.map((c) => [c.name, c.image ?? ''])),
    env: Object.fromEntries(
      await Promise.all(env.map(async ({ name, entry }) => [name, await digest(entry)] as const)),
    ),
    template: await digest(canonical(template)),
  };
}

async function fromReplicaSet(listPath: string, set: ReplicaSet): Promise<Revision> {
  const path = `${listPath}/${set.metadata?.name ?? ''}`;
  return {
    path,
    name: set.metadata?.name ?? '',
    number: Number(set.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
    createdAt: set.metadata?.creationTimestamp ?? '',
    changeCause: set.metadata?.annotations?.[changeCause] ?? null,
    ...(await readTemplate(set.spec?.template ?? {})),
    replicas: set.spec?.replicas ?? null,
    sources: cite(path, set, numberField, 'metadata.creationTimestamp', `metadata.annotations["${changeCause}"]`),
  };
}

async function fromControllerRevision(listPath: string, revision: ControllerRevision): Promise<Revision> {
  const path = `${listPath}/${revision.metadata?.name ?? ''}`;
  const data = revision.data as { spec?: { template?: Template } } | undefined;
  return {
    path,
    name: revision.metadata?.name ?? '',
    number: revision.revision,
    createdAt: revision.metadata?.creationTimestamp ?? '',
    changeCause: revision.metadata?.annotations?.[changeCause] ?? null,
    ...(await readTemplate(data?.spec?.template ?? {})),
    replicas: null,
    sources: cite(path, revision, 'revision', 'metadata.creationTimestamp'),
  };
}

const kinds = {
  Deployment: { workloads: 'deployments', revisions: 'replicasets' },
  StatefulSet: { workloads: 'statefulsets', revisions: 'controllerrevisions' },
  DaemonSet: { workloads: 'daemonsets', revisions: 'controllerrevisions' },
} as const;

const isOwnedBy = (refs: { kind: string; name: string }[] | undefined, kind: string, name: string): boolean =>
  (refs ?? []).some((ref) => ref.kind === kind && ref.name === name);

/** The revision a pod belongs to: its ReplicaSet, or what its `controller-revision-hash` label names. */
function ownRevision(subject: Subject, pod: Pod | null): string | null {
  if (subject.controller?.kind === 'ReplicaSet') return subject.controller.name;
  return pod?.metadata?.labels?.['controller-revision-hash'] ?? null;
}

/**
 * The history of the subject's workload, oldest revision first; at most two list calls, shared by the batch.
 * @param pod the subject's pod as it was last seen, for the label that names its revision
 */
export async function readRollout(
  cluster: Cluster,
  subject: Subject & { namespace: string },
  pod: Pod | null,
): Promise<Reading<Rollout | null>> {
  const workload = subject.workload;
  const kind = workload?.kind as keyof typeof kinds | undefined;
  if (!workload) return { known: false, why: 'the workload is not known' };
  if (!kind || !(kind in kinds)) return { known: true, value: null };
  const where = { namespace: subject.namespace };
  const [workloads, revisions] = await Promise.all([
    cluster.list(kinds[kind].workloads, where),
    cluster.list<'replicasets' | 'controllerrevisions'>(kinds[kind].revisions, where),
  ]);
  if (!revisions.known) return revisions;
  const own = revisions.value.items.filter((r) => isOwnedBy(r.metadata?.ownerReferences, kind, workload.name));
  const read = await Promise.all(
    own.map((r) =>
      kind === 'Deployment'
        ? fromReplicaSet(revisions.value.path, r as ReplicaSet)
        : fromControllerRevision(revisions.value.path, r as ControllerRevision),
    ),
  );
  const found = workloads.known ? workloads.value.items.find((w) => w.metadata?.name === workload.name) : undefined;
  const sorted = read.toSorted((a, b) => a.number - b.number);
  return {
    known: true,
    value: {
      kind,
      workload: workloads.known && found ? { path: `${workloads.value.path}/${workload.name}`, object: found } : null,
      revisions: sorted,
      own: ownRevision(subject, pod),
      current: sorted.at(-1)?.name ?? null,
    },
  };
}
