/**
 * The memory limits that a container is under: its own, and its pod's for all of its containers together
 * (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification).
 */
import type { Because, Pod, PodStory, Subject } from '../types.ts';
import { statusOf } from './containers.ts';
import { cite } from './field.ts';
import { specSeen } from './pod-spec.ts';
import { quantity } from './quantities.ts';

export type MemoryLimits = {
  /** What its spec says. */
  own: string | null;
  /** What its status says is in force, where that is something else: a resize in place that is still to come, or was not allowed. */
  inForce: string | null;
  /** Its pod's, where it is the smaller one: the container reaches that first. */
  pods: string | null;
  because: Because[];
};

/** The pod's own limit, for all of its containers together (1.32 and later); null without one. */
export const podMemoryLimit = (pod: Pod | undefined): string | null => pod?.spec?.resources?.limits?.['memory'] ?? null;

const bytes = (limit: string | null): number => quantity(limit ?? undefined) ?? Infinity;

export function memoryLimits({ path, states }: PodStory, { container }: Subject): MemoryLimits {
  const pod = states.at(-1);
  const [spec, status] = [specSeen(pod, container), pod ? statusOf(pod, container) : null];
  const own = spec?.spec.resources?.limits?.['memory'] ?? null;
  const actual = status?.status.resources?.limits?.['memory'] ?? null;
  const inForce = actual !== null && own !== null && bytes(actual) !== bytes(own) ? actual : null;
  const ofPod = podMemoryLimit(pod);
  const isSmaller = bytes(ofPod) < bytes(own) && bytes(ofPod) <= bytes(inForce);
  const pods = isSmaller ? ofPod : null;
  const line = (limit: string | null, text: string, field: string): Because[] =>
    limit === null ? [] : [{ text: `${text} ${limit}`, sources: cite(path, pod, `${field}.limits.memory`) }];
  return {
    own,
    inForce,
    pods,
    because: [
      ...line(pods, 'the memory limit of its pod, for all its containers together, is', 'spec.resources'),
      ...line(
        own,
        inForce === null ? 'its memory limit is' : 'its memory limit by its spec is',
        `${spec?.field}.resources`,
      ),
      ...line(inForce, 'its memory limit in force is', `${status?.field}.resources`),
    ],
  };
}
