import { restartLine, whatFollowed } from '../../facts/restarts.ts';
import { killingOf } from '../../facts/killings.ts';
import { asSummary, endingInWords, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

export const containerResize = defineCause({
  id: 'container-resize',
  title: 'Resize in place',
  description: "The container's resources were changed in place, and its resize policy asks for a restart.",
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/',
  side: 'same-pod',
  deliberate: true,
  needs: ['pod', 'events'],
  wants: [],
  detect: ({ subject, ending, pod, events }) => {
    if (!killingOf(events, subject, ending)?.object.message?.includes('resize requires restart')) return null;
    const { was, since } = whatFollowed(pod);
    return {
      summary: asSummary(`${whoIs(subject)} was ${was} to resize it${since}: it ${endingInWords(ending)}.`),
      because: restartLine(pod, subject),
      remediation: [
        `its resize policy: \`kubectl -n ${subject.namespace} get pod ${subject.pod} -o jsonpath='{..resizePolicy}'\` for ${kubectlTarget(subject)}`,
      ],
    };
  },
});
