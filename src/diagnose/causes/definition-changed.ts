import { restartLine, whatFollowed } from '../../facts/restarts.ts';
import { killingOf } from '../../facts/killings.ts';
import { asSummary, endingInWords, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const definitionChanged = defineCause({
  id: 'definition-changed',
  title: 'Definition changed',
  description:
    "The pod's own spec was patched (an image, most often), and the kubelet restarted the container with it.",
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement',
  side: 'same-pod',
  deliberate: true,
  needs: ['pod', 'events'],
  wants: [],
  detect: ({ subject, ending, pod, events }) => {
    if (!killingOf(events, subject, ending)?.object.message?.includes('definition changed')) return null;
    const { was, since } = whatFollowed(pod);
    return {
      summary: asSummary(
        `${whoIs(subject)} was ${was} because its own definition was changed${since}: it ${endingInWords(ending)}.`,
      ),
      because: restartLine(pod, subject),
      remediation: [`the definition now: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o yaml\``],
    };
  },
});
