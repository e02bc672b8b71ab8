/** Whether a node was in trouble around a moment: going by its conditions, taints and cordon, and by what was said of it. */
import type { Evidence, Node } from '../types.ts';
import { happenedBetween } from './events.ts';

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number];
type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

/** True for a condition that speaks against its node: not `Ready`, or any pressure. */
export const isUnwell = ({ type, status }: Condition): boolean =>
  type === 'Ready' ? status !== 'True' : status === 'True';

/** The taints with which the node controller keeps pods off a node in want of something, or out of reach. */
const unwellTaint =
  /^node\.kubernetes\.io\/(?:memory-pressure|disk-pressure|pid-pressure|not-ready|unreachable|network-unavailable|out-of-service)$/;

/** True for a taint of the node controller's own. */
export const isUnwellTaint = ({ key }: Taint): boolean => unwellTaint.test(key);

/** Reasons of events about a node that can end several of its pods. */
const reasons = new Set([
  'SystemOOM',
  'EvictionThresholdMet',
  'NodeHasInsufficientMemory',
  'NodeHasDiskPressure',
  'NodeHasInsufficientPID',
  'NodeNotReady',
  'NodeNotSchedulable',
  'Rebooted',
  'Shutdown',
]);

/** Seconds around an end in which what was said of its node belongs to it. */
const around = 600;

/** @param at when the container ended, RFC 3339 */
export function inTrouble({ node, nodeEvents }: Pick<Evidence, 'node' | 'nodeEvents'>, at: string): boolean {
  const { spec, status } = node.known ? node.value.object : {};
  const shows =
    spec?.unschedulable === true ||
    (spec?.taints ?? []).some(isUnwellTaint) ||
    (status?.conditions ?? []).some(isUnwell);
  const said = (nodeEvents.known ? nodeEvents.value : []).filter(({ object }) => reasons.has(object.reason ?? ''));
  return shows || said.some(({ object }) => happenedBetween(object, at, at, around));
}
