/** Remediation as commands for the very workload. */
import type { PodStory, Subject } from '../types.ts';
import { isDns1123Label, isDns1123Name } from './names.ts';
import { kubectlTarget } from './words.ts';

/** Kinds of workloads whose pods change with their template; what kubectl's strategic merge understands. */
const withTemplate = new Set(['deployment', 'statefulset', 'daemonset', 'replicaset', 'cronjob']);

/**
 * `kubectl … patch …` that puts `spec` into the workload's pod template; null where no patch can: a bare pod, a Job (its template
 * cannot be changed), a kind of which kubectl does not know how lists are merged.
 */
export function templatePatch(subject: Subject, spec: object): string | null {
  const [kind = '', name] = kubectlTarget(subject).split('/');
  if (!withTemplate.has(kind)) return null;
  const template = { spec: { template: { spec } } };
  const patch = kind === 'cronjob' ? { spec: { jobTemplate: template } } : template;
  return `kubectl -n ${subject.namespace} patch ${kind} ${name} -p '${JSON.stringify(patch)}'`;
}

/** The patch of one container of the template, as a line of advice. */
export function containerPatch(subject: Subject, fields: object): string {
  const spec = { containers: [{ name: subject.container, ...fields }] };
  const command = templatePatch(subject, spec);
  return command === null
    ? `set \`${JSON.stringify(spec)}\` in the pod's spec where it is made; a running pod's cannot be changed`
    : `\`${command}\``;
}

/** `kubectl … rollout undo …` for kinds that kubectl can take back, or Argo's own command for its Rollout; null for others. */
export function undoCommand(subject: Subject): string | null {
  const [kind = '', name] = kubectlTarget(subject).split('/');
  if (kind === 'rollout') return `kubectl argo rollouts -n ${subject.namespace} undo ${name}`;
  return ['deployment', 'statefulset', 'daemonset'].includes(kind)
    ? `kubectl -n ${subject.namespace} rollout undo ${kind}/${name}`
    : null;
}

/** Shows how a workload stands now; null for a name that no command should hold. */
export function statusCommand(subject: Subject): string | null {
  const target = kubectlTarget(subject);
  const [kind = '', name = ''] = target.split('/');
  if (subject.namespace === null || !isDns1123Label(subject.namespace) || !isDns1123Name(name)) return null;
  return ['deployment', 'statefulset', 'daemonset'].includes(kind)
    ? `kubectl -n ${subject.namespace} rollout status ${target} --watch=false`
    : `kubectl -n ${subject.namespace} get ${target} -o wide`;
}

/** Shows what a revision is: kubectl's history, or (Argo's Rollout has none in kubectl) the ReplicaSet that holds it. */
export function showRevision(subject: Subject, { number, name }: { number: number; name: string }): string {
  const target = kubectlTarget(subject);
  return target.startsWith('rollout/')
    ? `kubectl -n ${subject.namespace} get replicaset ${name} -o yaml`
    : `kubectl -n ${subject.namespace} rollout history ${target} --revision=${number}`;
}

/** `kubectl edit` of the workload, or where the spec is made: a Job's template and a running pod's containers cannot be changed. */
export function editCommand(subject: Subject): string {
  const target = kubectlTarget(subject);
  const editable = withTemplate.has(target.split('/')[0] ?? '') || target.startsWith('rollout/');
  return editable
    ? `\`kubectl -n ${subject.namespace} edit ${target}\``
    : `where its spec is made (that of \`${target}\` cannot be changed)`;
}

/** The log of the run that ended, of a container that is started again or (restartPolicy `Never`) is not. */
export const logOfRun = (subject: Subject, story: PodStory): string =>
  story.states.at(-1)?.spec?.restartPolicy === 'Never'
    ? previousLog(subject).replace(' --previous', '')
    : previousLog(subject);

/** The log of the run before the one that is there now. */
export const previousLog = (subject: Subject): string =>
  `\`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container} --previous\``;
