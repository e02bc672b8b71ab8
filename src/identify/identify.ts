/**
 * Whom an alert is about, as far as its own labels say. `job` and `instance` are Prometheus' scrape job and target, never the
 * subject; behind a scrape without honorLabels the subject's own labels arrive as `exported_*`.
 */
import { containerOf } from '../facts/events.ts';
import { isDns1123Label, isDns1123Name } from '../facts/names.ts';
import type { Alert, Subject, Workload } from '../types.ts';

/** Labels of workload alerts (kube-state-metrics), and the kind each names. `job_name` is the Kubernetes Job. */
const workloadLabels = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  job_name: 'Job',
} as const;

/** Kinds of `workloadLabels` as Events name them, and a Job's own owner. */
const workloadKinds = new Set<string>([...Object.values(workloadLabels), 'CronJob']);

/** A name if it is one by Kubernetes' rules: only such reach a URL. */
const nameOr = (value: string | null | undefined): string | null => (value && isDns1123Name(value) ? value : null);
/** Namespaces and containers have no dots. */
const labelOr = (value: string | null | undefined): string | null => (value && isDns1123Label(value) ? value : null);
/** UIDs are opaque, but they are short and plain: a UUID, or a static pod's hash. */
const uidOr = (value: string | undefined): string | null =>
  value && /^[0-9A-Za-z-]{1,64}$/.test(value) ? value : null;

/**
 * Namespace, pod and container. Where any `exported_*` stands, the plain labels are the exporter's own (its pod, its container),
 * and only the namespace may still be the subject's.
 */
function place(labels: Record<string, string>): Pick<Subject, 'namespace' | 'pod' | 'container'> {
  const collided = ['exported_namespace', 'exported_pod', 'exported_container'].some((label) => labels[label]);
  const prefix = collided ? 'exported_' : '';
  return {
    namespace: labelOr(labels[`${prefix}namespace`]) ?? labelOr(labels['namespace']),
    pod: nameOr(labels[`${prefix}pod`]),
    container: labelOr(labels[`${prefix}container`]),
  };
}

/** Beside a workload's label, a pod that is not called after the workload is the exporter's own. */
function withoutExporter(subject: Subject): Subject {
  const { workload, pod } = subject;
  const foreign = workload !== null && pod !== null && !pod.startsWith(`${workload.name}-`);
  return foreign ? { ...subject, pod: null, container: null, uid: null } : subject;
}

function workloadIn(labels: Record<string, string>): Workload | null {
  for (const [label, kind] of Object.entries(workloadLabels)) {
    const name = nameOr(labels[label]);
    if (name !== null) return { kind, name };
  }
  return null;
}

function fromEvent(alert: Alert): Partial<Subject> {
  const event = alert.event;
  const about = event?.involvedObject;
  const name = nameOr(about?.name);
  if (!event || !about?.kind || name === null) return {};
  if (about.kind === 'Node') return { node: name };
  if (workloadKinds.has(about.kind)) return { workload: { kind: about.kind, name } };
  if (about.kind !== 'Pod') return {};
  return { pod: name, uid: uidOr(about.uid), container: labelOr(containerOf(event)), node: nameOr(event.source?.host) };
}

/**
 * The node of an alert about a node (KubeNodeNotReady, KubeletDown, NodeFilesystem…): its pod and namespace, if it has any, are those of
 * the exporter that told of it. Beside other alerts the label says where the pod runs, and the pod itself tells that better.
 */
function nodeIn(labels: Record<string, string>): string | null {
  const about = labels['condition'] !== undefined || /^(?:Kube)?(?:Node|Kubelet)/.test(labels['alertname'] ?? '');
  return about ? nameOr(labels['node']) : null;
}

/** The subject as the alert names it; what it does not say stays null for `gather` to find. */
export function identify(alert: Alert): Subject {
  const { labels } = alert;
  const nowhere = { namespace: null, pod: null, container: null, uid: null, containers: null, controller: null };
  const node = alert.event ? null : nodeIn(labels);
  if (node !== null) return { cluster: alert.cluster, ...nowhere, workload: null, node };
  return withoutExporter({
    cluster: alert.cluster,
    uid: uidOr(labels['uid']),
    containers: null,
    controller: null,
    workload: workloadIn(labels),
    node: null,
    ...place(labels),
    ...fromEvent(alert),
  });
}
