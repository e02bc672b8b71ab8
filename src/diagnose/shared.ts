/** What a stop has in common with stops of other workloads: the node that failed them, the address that refuses them, an image. */
import { statusOf } from '../facts/containers.ts';
import { signatureOf } from '../facts/log-signatures.ts';
import { ownRevision } from '../facts/revisions.ts';
import type { Diagnosis, Evidence, Node, Shared, Subject } from '../types.ts';
import type { Cause } from './cause.ts';

/** ` at 14:02 UTC`, where the node says since when it is not ready. */
function since(clause: string, node: Node | null): string {
  const ready = node?.status?.conditions?.find((c) => c.type === 'Ready');
  const at = /T(\d\d:\d\d)/.exec(ready?.lastTransitionTime ?? '')?.[1];
  return clause.endsWith('NotReady') && ready?.status !== 'True' && at ? ` at ${at} UTC` : '';
}

function onNode(clause: string, name: string, { node }: Evidence): Shared {
  return {
    id: `node ${name}`,
    clause: `on node ${name}, ${clause}${since(clause, node.known ? node.value.object : null)}`,
  };
}

/** A pod's own loopback is nobody else's, whatever listens there. */
const loopback = /^(?:127\.|localhost\b|\[?::1\]?(?::|$)|0\.0\.0\.0)/i;

/** The address that the log says did not answer: only such ends are other workloads' ends, too. */
function unreachable({ log }: Evidence, { namespace }: Subject): Shared | null {
  const end = log.known ? signatureOf(log.value) : null;
  if (!end?.subject || loopback.test(end.subject)) return null;
  // A name without a dot is looked up in the pod's own namespace first.
  const isShort = /^[a-z]/i.test(end.subject) && !end.subject.includes('.');
  const what = `${end.subject}${isShort ? ` in ${namespace ?? ''}` : ''}`;
  if (end.kind === 'connection-refused')
    return { id: `target ${what}`, clause: `cannot reach ${what}: connection refused` };
  return end.kind === 'dns' ? { id: `name ${what}`, clause: `cannot resolve ${what}` } : null;
}

function image(cause: Cause, subject: Subject, { pod }: Evidence): Shared | null {
  const last = pod.known ? pod.value.states.at(-1) : undefined;
  const name = cause.id === 'image-pull' && last ? statusOf(last, subject.container)?.status.image : undefined;
  return name ? { id: `image ${name}`, clause: `cannot pull image ${name}` } : null;
}

/** @param cause what made it stop; null when that is not known */
export function sharedOf(cause: Cause | null, subject: Subject, evidence: Evidence): Shared | null {
  if (cause?.node && subject.node !== null) return onNode(cause.node, subject.node, evidence);
  if (cause === null || cause.deliberate) return null;
  return image(cause, subject, evidence) ?? unreachable(evidence, subject);
}

/** The revision that the pod belongs to. */
export function revisionOf({ rollout }: Evidence): Diagnosis['revision'] {
  const own = rollout.known && rollout.value ? ownRevision(rollout.value) : null;
  return own && { number: own.number, since: own.createdAt };
}
