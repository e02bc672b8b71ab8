import { endOf, specOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { restartLine, restartsOf } from '../../facts/restarts.ts';
import { editCommand } from '../../facts/patches.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import type { Because, PodStory, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

function limitLine(story: PodStory, subject: Subject): { limit: string | null; because: Because[] } {
  const pod = story.states.at(-1);
  const limit = pod ? (specOf(pod, subject.container)?.resources?.limits?.memory ?? null) : null;
  const list = pod?.spec?.containers?.some((c) => c.name === subject.container) ? 'containers' : 'initContainers';
  if (!pod || limit === null) return { limit: null, because: [] };
  const sources = cite(story.path, pod, `spec.${list}[name=${subject.container}].resources.limits.memory`);
  return { limit, because: [{ text: `its memory limit is ${limit}`, sources }] };
}

export const oomKilled = defineCause({
  id: 'oom-killed',
  title: 'Out of memory',
  description: 'The kernel killed the container, or one of its processes, for memory: the runtime reports `OOMKilled`.',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#exceed-a-container-s-memory-limit',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    if (ending.id !== 'oom-killed' || !endOf(pod, subject.container)) return null;
    const { limit, because } = limitLine(pod, subject);
    const at = limit ? ` at its ${limit} limit` : ', without a memory limit of its own';
    const restarts = restartsOf(pod, subject);
    const often = restarts > 1 ? `; ${restarts} restarts in this pod` : '';
    return {
      summary: asSummary(`${whoIs(subject)} ran out of memory${at} (exit ${ending.exitCode}, OOMKilled)${often}.`),
      because: [...because, ...restartLine(pod, subject)],
      remediation: [
        `what it uses now: \`kubectl -n ${subject.namespace} top pod ${subject.pod} --containers\``,
        limit
          ? `if it needs more than ${limit}, raise \`resources.limits.memory\` (how much it needs was not seen): ${editCommand(subject)}`
          : `give it a memory request and limit: ${editCommand(subject)}`,
      ],
    };
  },
});
