/** The rollout history of a workload: ReplicaSets of a Deployment, ControllerRevisions of a StatefulSet or DaemonSet. */
import { cite } from '../facts/field.ts';
import { notAllRead } from '../facts/lists.ts';
import { once } from '../facts/once.ts';
import type { Cluster } from '../ports.ts';
import type { ControllerRevision, Pod, Reading, ReplicaSet, Revision, Rollout, Subject } from '../types.ts';

type Template = {
  metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> };
  spec?: TemplateSpec;
};
type TemplateSpec = { containers?: Container[]; initContainers?: Container[]; volumes?: { name: string }[] };
type Container = { name: string; image?: string; env?: { name: string }[] };

const restartedAt = 'kubectl.kubernetes.io/restartedAt';
const changeCause = 'kubernetes.io/change-cause';
/** Where the revision's number stands: a Deployment's sets, and an Argo Rollout's. */
const numberAnnotations = ['deployment.kubernetes.io/revision', 'rollout.argoproj.io/revision'];

/** What the workload asks for itself, copied by its controller. */
const wishesIn = (annotations: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith('lastword.dev/')));

const utf8 = new TextEncoder();

/** A short digest, so that a change of a value shows and the value itself goes no further. */
async function digest(value: unknown): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', utf8.encode(JSON.stringify(value)));
  return [...new Uint8Array(bytes, 0, 8)].map((b) => b.toString(16).padStart(2, '0')).join('');
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

/** Digests by name. */
async function digests(entries: { name: string; entry: unknown }[]): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ name, entry }) => [name, await digest(entry)] as const)),
  );
}

async function readTemplate(
  template: Template,
): Promise<Pick<Revision, 'restartedAt' | 'images' | 'env' | 'volumes' | 'template'>> {
  const containers = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  const env = containers.flatMap((c) => (c.env ?? []).map((entry) => ({ name: `${c.name}/${entry.name}`, entry })));
  return {
    restartedAt: template.metadata?.annotations?.[restartedAt] ?? null,
    images: Object.fromEntries(containers.map((c) => [c.name, c.image ?? ''])),
    env: await digests(env),
    volumes: await digests((template.spec?.volumes ?? []).map((entry) => ({ name: entry.name, entry }))),
    template: await digest(canonical(template)),
  };
}

async function fromReplicaSet(listPath: string, set: ReplicaSet): Promise<Revision> {
  const path = `${listPath}/${set.metadata?.name ?? ''}`;
  return {
    path,
    name: set.metadata?.name ?? '',
    number: Number(numberAnnotations.map((name) => set.metadata?.annotations?.[name]).find((n) => n) ?? 0),
    createdAt: set.metadata?.creationTimestamp ?? '',
    changeCause: set.metadata?.annotations?.[changeCause] ?? null,
    annotations: wishesIn(set.metadata?.annotations),
    ...(await readTemplate(set.spec?.template ?? {})),
    replicas: set.spec?.replicas ?? null,
    sources: cite(
      path,
      set,
      ...numberAnnotations.map((name) => `metadata.annotations["${name}"]`),
      'metadata.creationTimestamp',
      `metadata.annotations["${changeCause}"]`,
    ),
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
    annotations: wishesIn(revision.metadata?.annotations),
    ...(await readTemplate(data?.spec?.template ?? {})),
    replicas: null,
    sources: cite(path, revision, 'revision', 'metadata.creationTimestamp'),
  };
}

type Revisions = { path: string; items: (ReplicaSet | ControllerRevision)[] };

/** The revisions of a list, each read once; by the object it is in. */
const readOnce = once(({ path }: Revisions) =>
  once((object: ReplicaSet | ControllerRevision) =>
    'revision' in object ? fromControllerRevision(path, object) : fromReplicaSet(path, object),
  ),
);
const templateOnce = once(readTemplate);

/** Which list tells a kind's history. Argo's Rollout keeps ReplicaSets as a Deployment does. */
const kinds = {
  Deployment: 'replicasets',
  Rollout: 'replicasets',
  StatefulSet: 'controllerrevisions',
  DaemonSet: 'controllerrevisions',
} as const;

const isOwnedBy = (refs: { kind: string; name: string }[] | undefined, kind: string, name: string): boolean =>
  (refs ?? []).some((ref) => ref.kind === kind && ref.name === name);

/** The revision a pod belongs to: its ReplicaSet, or what its `controller-revision-hash` names (a DaemonSet's without its own name). */
function ownRevision(subject: Subject, pod: Pod | null, revisions: Revision[]): string | null {
  if (subject.controller?.kind === 'ReplicaSet') return subject.controller.name;
  const hash = pod?.metadata?.labels?.['controller-revision-hash'];
  const names = [hash, `${subject.workload?.name ?? ''}-${hash ?? ''}`];
  return revisions.find((revision) => names.includes(revision.name))?.name ?? hash ?? null;
}

/** How a Deployment rolls out, and whether it wants a template that no revision has yet. */
async function wanted(
  cluster: Cluster,
  subject: Subject & { namespace: string },
  asks: boolean,
  revisions: Revision[],
): Promise<Pick<Rollout, 'recreate' | 'pending'>> {
  const listed = asks ? await cluster.list('deployments', { namespace: subject.namespace }) : null;
  const deployment = listed?.known
    ? listed.value.items.find((d) => d.metadata?.name === subject.workload?.name)
    : undefined;
  if (!deployment) return { recreate: false, pending: false };
  const now = await templateOnce((deployment.spec?.template ?? {}) as Template);
  const has = revisions.some((r) => r.template === now.template && r.restartedAt === now.restartedAt);
  return { recreate: deployment.spec?.strategy?.type === 'Recreate', pending: !has };
}

/** A workload without revisions; but a ReplicaSet whose list could not be read may have an owner that has them. */
async function withoutHistory(cluster: Cluster, subject: Subject & { namespace: string }): Promise<Reading<null>> {
  const sets =
    subject.workload?.kind === 'ReplicaSet'
      ? await cluster.list('replicasets', { namespace: subject.namespace })
      : null;
  if (sets && !sets.known) return sets;
  return sets?.value.truncated ? notAllRead('replicasets') : { known: true, value: null };
}

/**
 * The history of the subject's workload, oldest revision first; one list or two, shared by the batch.
 * @param pod the subject's pod as it was last seen, for the label that names its revision
 * @param goes the pod is gone or going: then what the Deployment wants now is read too, from the list that its owners need
 */
export async function readRollout(
  cluster: Cluster,
  subject: Subject & { namespace: string },
  pod: Pod | null,
  goes: boolean,
): Promise<Reading<Rollout | null>> {
  const workload = subject.workload;
  const kind = workload?.kind as keyof typeof kinds | undefined;
  if (!workload) return { known: false, why: 'the workload is not known' };
  if (!kind || !(kind in kinds)) return withoutHistory(cluster, subject);
  const revisions = await cluster.list<'replicasets' | 'controllerrevisions'>(kinds[kind], {
    namespace: subject.namespace,
  });
  if (!revisions.known) return revisions;
  if (revisions.value.truncated) return notAllRead(kinds[kind]);
  const own = revisions.value.items.filter((r) => isOwnedBy(r.metadata?.ownerReferences, kind, workload.name));
  const read = await Promise.all(own.map(readOnce(revisions.value)));
  const sorted = read.toSorted((a, b) => a.number - b.number);
  return {
    known: true,
    value: {
      kind,
      revisions: sorted,
      own: ownRevision(subject, pod, sorted),
      ...(await wanted(cluster, subject, kind === 'Deployment' && goes, sorted)),
      current: sorted.at(-1)?.name ?? null,
    },
  };
}
