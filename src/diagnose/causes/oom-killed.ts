import { endOf } from '../../facts/containers.ts';
import { memoryLimits, type MemoryLimits } from '../../facts/memory-limits.ts';
import { systemOomAround } from '../../facts/node-signs.ts';
import { editCommand } from '../../facts/patches.ts';
import { restartLine, restartsOf } from '../../facts/restarts.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import type { Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** What is known of whose memory ran out, as the rest of a sentence, and what to do about that. */
type Shortage = { how: string; advice: string[] };

/** The kernel counts its own kill for the whole node's want as one of the container's too: then nobody can say which limit it was. */
const ofNode = (subject: Subject, { own }: MemoryLimits): Shortage => ({
  how: `was killed for memory while node ${subject.node ?? ''} ran out of it${own ? `; its own limit is ${own}` : ''}`,
  advice: [
    `who uses what: \`kubectl top pods -A --sort-by=memory\` and \`kubectl describe node ${subject.node ?? ''}\``,
    `give it a memory request that is true, so that the scheduler leaves room: ${editCommand(subject)}`,
  ],
});

const ofPod = (subject: Subject, pods: string, own: string | null): Shortage => ({
  how: `was killed for memory; the limit of its pod is ${pods}${own ? `, its own ${own}` : ''}`,
  advice: [
    `if its containers together need more than ${pods}, raise the pod's own \`resources.limits.memory\` (how much they need was not seen): ${editCommand(subject)}`,
  ],
});

const whileResized = ({ namespace, pod }: Subject, inForce: string, own: string | null): Shortage => ({
  how: `was killed for memory; its limit in force is ${inForce}, in its spec ${own}`,
  advice: [
    `the resize to ${own} is not in force; its conditions \`PodResizePending\` and \`PodResizeInProgress\` say why: \`kubectl -n ${namespace} describe pod ${pod}\``,
  ],
});

const ofContainer = (subject: Subject, own: string | null): Shortage => ({
  how: `ran out of memory${own ? ` at its ${own} limit` : ', without a memory limit of its own'}`,
  advice: [
    own
      ? `if it needs more than ${own}, raise \`resources.limits.memory\` (how much it needs was not seen): ${editCommand(subject)}`
      : `give it a memory request and limit: ${editCommand(subject)}`,
  ],
});

function shortageOf(subject: Subject, limits: MemoryLimits, nodeRanOut: boolean): Shortage {
  if (nodeRanOut) return ofNode(subject, limits);
  if (limits.pods !== null) return ofPod(subject, limits.pods, limits.own);
  if (limits.inForce !== null) return whileResized(subject, limits.inForce, limits.own);
  return ofContainer(subject, limits.own);
}

export const oomKilled = defineCause({
  id: 'oom-killed',
  title: 'Out of memory',
  description: 'The kernel killed the container, or one of its processes, for memory: the runtime reports `OOMKilled`.',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod'],
  wants: ['nodeEvents'],
  detect: ({ subject, ending, pod, nodeEvents }) => {
    if (ending.id !== 'oom-killed' || !endOf(pod, subject.container)) return null;
    const limits = memoryLimits(pod, subject);
    const kills = systemOomAround({ nodeEvents }, ending.finishedAt);
    const { how, advice } = shortageOf(subject, limits, kills.length > 0);
    const restarts = restartsOf(pod, subject);
    const often = restarts > 1 ? `; ${restarts} restarts in this pod` : '';
    return {
      summary: asSummary(`${whoIs(subject)} ${how} (exit ${ending.exitCode}, OOMKilled)${often}.`),
      because: [...kills, ...limits.because, ...restartLine(pod, subject)],
      remediation: [
        `what it uses now: \`kubectl -n ${subject.namespace} top pod ${subject.pod} --containers\``,
        ...advice,
      ],
    };
  },
});
