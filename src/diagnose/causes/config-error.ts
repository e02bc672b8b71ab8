import { statusOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { shorten } from '../../facts/log-reading.ts';
import { asSummary, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

/** Waiting reasons of this kind (pkg/kubelet/images and pkg/kubelet/kuberuntime). */
const reasons = new Set(['CreateContainerConfigError']);

export const configError = defineCause({
  id: 'config-error',
  title: 'Configuration missing',
  description:
    'The container could not be created because something its definition names is missing: a Secret, a ConfigMap, a key in them.',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, ending, pod }) => {
    const last = pod.states.at(-1);
    const seen = last ? statusOf(last, subject.container) : null;
    const waiting = seen?.status.state?.waiting;
    if (!last || !seen || !waiting || ending.id !== 'never-started' || !reasons.has(waiting.reason ?? '')) return null;
    return {
      summary: asSummary(
        `${whoIs(subject)} cannot start: its configuration cannot be used (${waiting.reason}): ${shorten((waiting.message ?? '').trim(), 110)}`,
      ),
      because: [
        {
          text: `\`${waiting.reason}\`: "${shorten((waiting.message ?? '').trim(), 400)}"`,
          sources: cite(pod.path, last, `${seen.field}.state.waiting.reason`, `${seen.field}.state.waiting.message`),
        },
      ],
      remediation: [
        `what is there: \`kubectl -n ${subject.namespace} get configmaps,secrets\``,
        `what it wants: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..valueFrom} {..envFrom}'\``,
      ],
    };
  },
});
