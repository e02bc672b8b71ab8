import { cite } from '../../facts/field.ts';
import { shorten } from '../../facts/log-reading.ts';
import { waitingFor } from '../../facts/waiting.ts';
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
    const waits = waitingFor(pod, subject, ending, reasons);
    if (!waits) return null;
    const { reason, message, field } = waits;
    return {
      summary: asSummary(
        `${whoIs(subject)} cannot start: its configuration cannot be used (${reason}): ${shorten(message, 110)}`,
      ),
      because: [
        {
          text: `\`${reason}\`: "${shorten(message, 400)}"`,
          sources: cite(pod.path, waits.pod, `${field}.state.waiting.reason`, `${field}.state.waiting.message`),
        },
      ],
      remediation: [
        `what is there: \`kubectl -n ${subject.namespace} get configmaps,secrets\``,
        `what it wants: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..valueFrom} {..envFrom}'\``,
      ],
    };
  },
});
