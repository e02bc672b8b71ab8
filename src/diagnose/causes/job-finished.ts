import { endIn, isSidecar, statusesOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { secondsBetween } from '../../facts/time.ts';
import { asSummary, endingInWords, nameOf } from '../../facts/words.ts';
import type { Because, Job, Owner, Pod, PodStory, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

/**
 * The main containers that ended well before the sidecar was told to stop, with the fields that say so; null when one did not. In a
 * pod that is being deleted all were told at once, and a main container that then ends with 0 need not have been done.
 */
function mainDone(story: PodStory, pod: Pod, toldAt: string): Because | null {
  const mains = statusesOf(pod).filter((seen) => seen.list === 'containerStatuses');
  const margin = pod.metadata?.deletionTimestamp ? 2 : -1;
  const done = mains.every(({ status: { state } }) => {
    const before = secondsBetween(state?.terminated?.finishedAt, toldAt);
    return state?.terminated?.exitCode === 0 && before !== null && before >= margin;
  });
  if (mains.length === 0 || !done) return null;
  const names = mains.map((seen) => seen.status.name);
  return {
    text: `the pod's main container${names.length > 1 ? 's' : ''} ${names.join(', ')} finished with exit 0`,
    sources: names.flatMap((name) => cite(story.path, pod, `${endIn(pod, name)?.field ?? ''}.exitCode`)),
  };
}

/** `SuccessCriteriaMet` comes first, while the Job's other pods are still ending (v1.31). */
const successes = ['Complete', 'SuccessCriteriaMet'];

/** The Job's own word that all of its work is done: it comes seconds after its last pod's end. */
function completeLine(job: Owner | null): Because | null {
  const { status } = (job?.object ?? {}) as Job;
  const type = successes.find((name) => status?.conditions?.some((c) => c.type === name && c.status === 'True'));
  if (!job || !type) return null;
  const sources = cite(job.path, job.object, `status.conditions[type=${type}].status`);
  return { text: `Job ${job.name} is \`${type}\``, sources };
}

function jobOf(subject: Subject): boolean {
  return subject.controller?.kind === 'Job' || subject.workload?.kind === 'Job' || subject.workload?.kind === 'CronJob';
}

export const jobFinished = defineCause({
  id: 'job-finished',
  title: 'Job finished',
  description: "The pod's part of the job's work was done, and the kubelet stopped the sidecars that ran beside it.",
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers',
  side: 'either',
  deliberate: true,
  needs: ['pod'],
  wants: ['owners'],
  detect: ({ subject, ending, pod: story, owners }) => {
    const pod = story.states.at(-1);
    if (!pod || !jobOf(subject) || !isSidecar(pod, subject.container) || ending.toldAt === null) return null;
    const done = mainDone(story, pod, ending.toldAt);
    if (!done) return null;
    const complete = completeLine(owners.known ? owners.value.controller : null);
    const what = complete ? `${nameOf(subject)} finished its work` : `a pod of ${nameOf(subject)} finished its part`;
    return {
      summary: asSummary(
        `${what}; its sidecar ${subject.container ?? ''} was told to stop and ${endingInWords(ending)}.`,
      ),
      because: [done, ...(complete ? [complete] : [])],
      remediation: [
        `its result: \`kubectl -n ${subject.namespace} get job ${subject.controller?.name ?? nameOf(subject)}\``,
      ],
    };
  },
});
