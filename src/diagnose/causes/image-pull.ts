import { cite } from '../../facts/field.ts';
import { shorten } from '../../facts/log-reading.ts';
import { waitingFor } from '../../facts/waiting.ts';
import { asSummary, kubectlTarget, whoIs } from '../../facts/words.ts';
import { defineCause } from '../cause.ts';

/** Waiting reasons of this kind (pkg/kubelet/images and pkg/kubelet/kuberuntime). */
const reasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

/** Room for the error in the first line. */
const errorLimit = 80;

/** The runtime nests its errors, the innermost last: as much of the end as fits, from where an error begins. */
function innermost(message: string): string {
  let text = message.trim();
  for (let at = text.indexOf(': '); text.length > errorLimit && at >= 0; at = text.indexOf(': '))
    text = text.slice(at + 2);
  return shorten(text, errorLimit);
}

export const imagePull = defineCause({
  id: 'image-pull',
  title: 'Image cannot be pulled',
  description: "The container's image could not be pulled: wrong name or tag, no access, or a registry out of reach.",
  url: 'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff',
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
        `${whoIs(subject)} cannot start: image ${shorten(waits.status.image || 'of unknown name', 90)} cannot be pulled (${reason}): ${innermost(message)}`,
      ),
      because: [
        {
          text: `\`${reason}\`: "${shorten(message, 400)}"`,
          sources: cite(pod.path, waits.pod, `${field}.state.waiting.reason`, `${field}.state.waiting.message`),
        },
      ],
      remediation: [
        `the image as it is: \`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='{..image}'\``,
        `what the registry said: \`kubectl -n ${subject.namespace} describe pod ${subject.pod}\``,
      ],
    };
  },
});
