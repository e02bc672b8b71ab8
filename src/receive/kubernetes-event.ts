/**
 * One Kubernetes Event: as kubernetes-event-exporter posts it (core/v1 with `clusterName`, owners and labels in `involvedObject`), or a
 * plain core/v1 or events.k8s.io/v1 Event. Which reasons are a stop is a table; the others are counted and dropped.
 */
import * as z from 'zod/mini';
import { eventTime } from '../facts/events.ts';
import type { Alert, KubeEvent } from '../types.ts';
import { complaint, elsewhere, parsed, short, time, type Refused } from './body.ts';
import type { Received } from './alertmanager.ts';

/**
 * Reasons that say that a container stopped, will stop, or cannot run.
 * The kubelet's names are in pkg/kubelet/events/event.go, but for Evicted (pkg/kubelet/eviction), NodeShutdown (a pod that comes
 * while the node goes down: pkg/kubelet/nodeshutdown) and SystemOOM (pkg/kubelet/oom, about the node; node-problem-detector says
 * OOMKilling). Preempted is the scheduler's, *TaintManagerEviction the taint controllers', the last four are the Job controller's.
 */
export const stopReasons: ReadonlySet<string> = new Set([
  'Killing',
  'BackOff',
  'Failed',
  'FailedPreStopHook',
  'FailedPostStartHook',
  'ExceededGracePeriod',
  'Evicted',
  'Preempted',
  'Preempting',
  'TaintManagerEviction',
  'DeviceTaintManagerEviction',
  'NodeShutdown',
  'SandboxChanged',
  'SystemOOM',
  'OOMKilling',
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'PodFailurePolicy',
  'MaxFailedIndexesExceeded',
]);

/** The taint controllers take an eviction back under the reason with which they announced it. */
const takenBack = (reason: string, message: string): boolean =>
  reason.endsWith('TaintManagerEviction') && message.startsWith('Cancelling deletion');

const at = z.nullish(time);
const count = z.nullish(z.number());
/** The exporter adds them. Odd ones are as good as none: the cluster is asked then. */
const owners = z.catch(z.nullish(z.array(z.looseObject({ kind: short(253), name: short(253) }))), null);
const version = z.optional(short(64));
const reference = z.looseObject({
  kind: z.optional(short(253)),
  namespace: z.optional(short(253)),
  name: z.optional(short(253)),
  uid: z.optional(short(64)),
  fieldPath: z.optional(short(512)),
  resourceVersion: version,
  ownerReferences: owners,
});

/** Who wrote it helps, and is not needed: what is no text there sinks no Event. */
const written = z.catch(z.nullish(short(253)), null);
const source = z.catch(z.nullish(z.looseObject({ component: written, host: written })), null);

const event = z.looseObject({
  metadata: z.looseObject({
    name: z.optional(short(253)),
    namespace: z.optional(short(253)),
    uid: z.optional(short(64)),
    creationTimestamp: at,
    resourceVersion: version,
  }),
  reason: short(128),
  message: z.nullish(short(16_384)),
  note: z.nullish(short(16_384)),
  involvedObject: z.optional(reference),
  regarding: z.optional(reference),
  firstTimestamp: at,
  lastTimestamp: at,
  eventTime: at,
  series: z.nullish(z.looseObject({ lastObservedTime: at })),
  count,
  source,
  type: written,
  reportingComponent: written,
  deprecatedFirstTimestamp: at,
  deprecatedLastTimestamp: at,
  deprecatedCount: count,
  deprecatedSource: source,
  clusterName: z.nullish(short(253)),
});
type ParsedEvent = z.infer<typeof event>;

/** The newer API calls the same things differently; lastword speaks core/v1. */
function asCore(parsed: ParsedEvent): KubeEvent {
  const { deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, deprecatedSource, ...rest } = parsed;
  return {
    ...rest,
    involvedObject: parsed.involvedObject ?? parsed.regarding ?? {},
    message: parsed.message ?? parsed.note ?? '',
    firstTimestamp: parsed.firstTimestamp ?? deprecatedFirstTimestamp,
    lastTimestamp: parsed.lastTimestamp ?? deprecatedLastTimestamp,
    count: parsed.count ?? deprecatedCount,
    source: parsed.source ?? deprecatedSource,
  } as unknown as KubeEvent;
}

/** The time that tells one occurrence of an Event from the next, and the Event's own identity; null where it has neither. */
function occurrence(core: KubeEvent): { startsAt: string; fingerprint: string } | null {
  const startsAt = eventTime(core);
  const { uid, namespace = '', name } = core.metadata ?? {};
  const fingerprint = uid || (name ? `${namespace}/${name}` : '');
  return startsAt && fingerprint ? { startsAt, fingerprint } : null;
}

function asAlert(core: KubeEvent, cluster: string | null, what: { startsAt: string; fingerprint: string }): Alert {
  const about = core.involvedObject;
  return {
    sender: 'kubernetes-event',
    cluster,
    status: 'firing',
    ...what,
    endsAt: null,
    labels: {
      alertname: core.reason ?? '',
      namespace: about?.namespace ?? core.metadata?.namespace ?? '',
      ...(about?.kind === 'Pod' && about.name ? { pod: about.name } : {}),
    },
    annotations: {},
    field: '',
    event: core,
  };
}

const refused = (what: string): Refused => ({ ok: false, reason: `not a Kubernetes Event: ${what}` });

/** The event as an alert; no alert when its reason is not a stop (`dropped` says which it was). */
export function fromKubernetesEvent(body: unknown): (Received & { dropped: string | null }) | Refused {
  const read = parsed(event, body);
  if (!read.success) return refused(elsewhere(body, 'events') ?? complaint(read.error.issues[0]));
  const core = asCore(read.data);
  if (core.involvedObject?.kind === undefined)
    return refused('involvedObject.kind: missing (regarding.kind in events.k8s.io/v1)');
  const { reason, clusterName } = read.data;
  if (!stopReasons.has(reason) || takenBack(reason, core.message ?? ''))
    return { ok: true, alerts: [], rejected: [], dropped: reason };
  const what = occurrence(core);
  if (!what) return refused('metadata: without uid, name or any time it cannot be told from others');
  // The exporter writes an empty name when it was not given one.
  return { ok: true, alerts: [asAlert(core, clusterName || null, what)], rejected: [], dropped: null };
}
