import { disruptionOf, statusReasonOf } from '../../facts/disruption.ts';
import { cite } from '../../facts/field.ts';
import { secondsBetween } from '../../facts/time.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import type { Because, Job, Owners } from '../../types.ts';
import { defineCause } from '../cause.ts';

/** True when the pod was told to stop once the job's time was up: one that went before went for another reason. */
function atDeadline(job: Job | null, toldAt: string | null): boolean {
  const elapsed = secondsBetween(job?.status?.startTime, toldAt);
  const deadline = job?.spec?.activeDeadlineSeconds;
  return elapsed !== null && deadline !== undefined && elapsed >= deadline - 1;
}

/** The job's condition that says its deadline had come: `Failed`, or `FailureTarget` while its pods are still ending (v1.31). */
function deadlineOf({ controller }: Owners, toldAt: string | null): Because[] {
  const job = controller?.kind === 'Job' ? (controller.object as Job | null) : null;
  if (!atDeadline(job, toldAt)) return [];
  const conditions = job?.status?.conditions ?? [];
  return conditions.flatMap(({ type, reason }) => {
    if (!controller || !['Failed', 'FailureTarget'].includes(type) || reason !== 'DeadlineExceeded') return [];
    const field = `status.conditions[type=${type}]`;
    return [
      {
        text: `Job ${controller.name}: condition \`${type}\` says \`DeadlineExceeded\``,
        sources: cite(controller.path, controller.object, `${field}.reason`, 'spec.activeDeadlineSeconds'),
      },
    ];
  });
}

export const jobDeadline = defineCause({
  id: 'job-deadline',
  title: 'Deadline exceeded',
  description: 'The job, or the pod itself, ran longer than its `activeDeadlineSeconds`.',
  url: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
  side: 'pod-gone',
  deliberate: false,
  needs: ['pod'],
  wants: ['owners'],
  detect: ({ subject, ending, pod, owners }) => {
    const status = statusReasonOf(pod);
    const own = status?.reason === 'DeadlineExceeded' ? [status.because] : [];
    const jobs = owners.known && !disruptionOf(pod) ? deadlineOf(owners.value, ending.toldAt) : [];
    if (own.length + jobs.length === 0) return null;
    return {
      summary: asSummary(
        `${nameOf(subject)} ran longer than its deadline (activeDeadlineSeconds); its pod ${endingInWords(ending)}.`,
      ),
      because: [...own, ...jobs],
      remediation: [
        `give it longer or find what was slow: \`kubectl -n ${subject.namespace} describe ${jobs.length > 0 || subject.controller?.kind === 'Job' ? `job ${subject.controller?.name ?? nameOf(subject)}` : `pod ${subject.pod}`}\``,
      ],
    };
  },
});
