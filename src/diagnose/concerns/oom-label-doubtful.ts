import { cite } from '../../facts/field.ts';
import { logOfRun } from '../../facts/patches.ts';
import { exitInWords } from '../../facts/exit-codes.ts';
import { endOf } from '../../facts/containers.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

export const oomLabelDoubtful = defineConcern({
  id: 'oom-label-doubtful',
  title: 'OOMKilled, but not the main process',
  description:
    'The runtime reports `OOMKilled` when any process of the container was killed for memory. With an exit code other than 137 that was a child; the main process went on to its own end.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states',
  grave: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    if (ending.reason !== 'OOMKilled' || ending.exitCode === null || ending.exitCode === 137) return null;
    const end = endOf(pod, subject.container);
    if (!end) return null;
    return {
      summary: `a child process of ${whoIs(subject)} was killed for memory; the main process ended by itself (${exitInWords(ending.exitCode)})`,
      because: [
        {
          text: `reason \`OOMKilled\` with ${exitInWords(ending.exitCode)}: a main process killed for memory shows 137`,
          sources: cite(pod.path, end.pod, `${end.field}.reason`, `${end.field}.exitCode`),
        },
      ],
      remediation: [
        `which child it was, and why the main process ended: ${logOfRun(subject, pod)}`,
        `the kernel names the process on node ${subject.node ?? '?'}: \`journalctl -k --since "${ending.finishedAt ?? '-1h'}" | grep -i "killed process"\``,
      ],
    };
  },
});
