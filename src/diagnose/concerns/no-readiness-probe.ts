import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { servingFields, specSeen } from '../../facts/pod-spec.ts';
import { whoIs } from '../../facts/words.ts';
import { defineConcern } from '../cause.ts';

export const noReadinessProbe = defineConcern({
  id: 'no-readiness-probe',
  title: 'No readiness probe',
  description:
    'A container with declared ports has no readiness probe: after each start it counts as ready at once, and gets requests before it can answer them.',
  url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  grave: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const port = seen?.spec.ports?.[0]?.containerPort;
    // What never ran got no requests; a job's pod does not wait for any.
    if (ending.id === 'never-started' || seen?.list !== 'containers' || last?.spec?.restartPolicy !== 'Always')
      return null;
    if (port === undefined || seen.spec.readinessProbe) return null;
    return {
      summary: `${whoIs(subject)} has no readiness probe: it gets requests as soon as it starts`,
      because: [
        {
          text: `container \`${seen.spec.name}\` declares port ${port} and has no \`readinessProbe\``,
          sources: cite(pod.path, last, ...servingFields(seen)),
        },
      ],
      remediation: [
        `at least: ${containerPatch(subject, { readinessProbe: { tcpSocket: { port }, periodSeconds: 5 } })}; better an \`httpGet\` of a path that answers when it can serve`,
      ],
    };
  },
});
