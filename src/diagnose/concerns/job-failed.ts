import { cite } from '../../facts/field.ts';
import type { Job } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** `FailureTarget` comes first, while the Job's other pods are still ending (v1.31). */
const failures = ['Failed', 'FailureTarget'];

export const jobFailed = defineConcern({
  id: 'job-failed',
  title: 'Its Job failed',
  description:
    'The Job that the pod belongs to has failed, whatever this pod did: too many of its pods failed, its time was up, or its policies say so.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
  grave: true,
  needs: ['owners'],
  wants: [],
  detect: ({ subject, owners: { controller } }) => {
    if (controller?.kind !== 'Job') return null;
    const { status } = (controller.object ?? {}) as Job;
    const failed = failures.flatMap((type) =>
      (status?.conditions ?? []).filter((c) => c.type === type && c.status === 'True'),
    )[0];
    if (!failed) return null;
    const { type, reason, message } = failed;
    const field = `status.conditions[type=${type}]`;
    return {
      summary: `Job ${controller.name} failed${reason ? ` (${reason})` : ''}`,
      because: [
        {
          text: `Job ${controller.name}: condition \`${type}\` is True${message ? `: "${message}"` : ''}`,
          sources: cite(controller.path, controller.object, `${field}.status`, `${field}.reason`, `${field}.message`),
        },
      ],
      remediation: [
        `which of its pods failed: \`kubectl -n ${subject.namespace} get pods -l batch.kubernetes.io/job-name=${controller.name}\``,
      ],
    };
  },
});
