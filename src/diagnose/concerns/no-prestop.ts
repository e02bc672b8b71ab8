import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { servingFields, specSeen, type SpecSeen } from '../../facts/pod-spec.ts';
import { wayTo, type Way } from '../../facts/services.ts';
import { whoIs } from '../../facts/words.ts';
import { wasLetGo } from '../../facts/worthwhile.ts';
import type { Because, Pod } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** Seconds that a preStop commonly sleeps: the time until every proxy and load balancer has dropped the pod. */
const usualSleep = 5;

/** A readiness probe is what keeps a container among the endpoints: it is there to serve. */
const probed = (path: string, pod: Pod | undefined, seen: SpecSeen): Because => ({
  text: `container \`${seen.spec.name}\` serves requests and has no \`lifecycle.preStop\``,
  sources: cite(path, pod, ...servingFields(seen)),
});

/** The Service whose selector the pod's labels fulfil, and the port that it sends to. */
function fronted(path: string, pod: Pod | undefined, seen: SpecSeen, { service, port, containerPort }: Way): Because {
  const { metadata, spec } = service.object;
  const at = `spec.ports[${port}]`;
  const labels = Object.keys(spec?.selector ?? {}).map((key) => `metadata.labels["${key}"]`);
  return {
    text: `Service \`${metadata?.name ?? ''}\` sends requests to port ${seen.spec.ports?.[containerPort]?.containerPort} of container \`${seen.spec.name}\`, which has no \`lifecycle.preStop\``,
    sources: [
      ...cite(service.path, service.object, 'spec.selector', `${at}.port`, `${at}.targetPort`),
      ...cite(path, pod, ...labels, `${seen.field}.ports[${containerPort}].containerPort`),
    ],
  };
}

export const noPrestop = defineConcern({
  id: 'no-prestop',
  title: 'No preStop',
  description:
    'A container with a readiness probe, or with a port that a Service sends to, was told to stop without a preStop hook: SIGTERM and its removal from the endpoints happen at the same time, so requests can still arrive.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow',
  grave: false,
  needs: ['pod'],
  wants: ['services'],
  detect: ({ subject, ending, pod, services }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const told = ending.graceField === 'metadata.deletionGracePeriodSeconds';
    if (!told || !wasLetGo(pod) || seen?.list !== 'containers' || seen.spec.lifecycle?.preStop) return null;
    const way = services.known ? wayTo(services.value ?? [], seen) : null;
    if (!way && !seen.spec.readinessProbe) return null;
    const sleep = { lifecycle: { preStop: { sleep: { seconds: usualSleep } } } };
    return {
      summary: `${whoIs(subject)} has no preStop hook: requests can still arrive after SIGTERM`,
      because: [way ? fronted(pod.path, last, seen, way) : probed(pod.path, last, seen)],
      remediation: [`wait until nobody sends any more (Kubernetes 1.30 and newer): ${containerPatch(subject, sleep)}`],
    };
  },
});
