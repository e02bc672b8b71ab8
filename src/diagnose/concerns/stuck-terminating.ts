import { statusOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { stuckAfterSeconds } from '../../facts/terminating.ts';
import { inWords } from '../../facts/time.ts';
import type { Because, Node, Pod, PodStory, Reading, Seen, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

type Holder = { because: Because[]; remediation: string[] };

/** The finalizers that keep the API from removing the pod; null when there are none. */
function finalizers(path: string, pod: Pod, { namespace, pod: name }: Subject): Holder | null {
  const held = pod.metadata?.finalizers ?? [];
  if (held.length === 0) return null;
  const sources = cite(path, pod, ...held.map((_, at) => `metadata.finalizers[${at}]`));
  return {
    because: [{ text: `it has the finalizers ${held.map((f) => `\`${f}\``).join(', ')}`, sources }],
    remediation: [
      `it stays until whoever set its finalizers takes them away: \`kubectl -n ${namespace} get pod ${name} -o jsonpath='{.metadata.finalizers}'\``,
    ],
  };
}

/** A node whose kubelet does not report cannot say that the container ended; null when it does, or the node was not read. */
function lostNode(node: Reading<Seen<Node>>): Holder | null {
  const ready = node.known ? node.value.object.status?.conditions?.find(({ type }) => type === 'Ready') : undefined;
  if (!node.known || !ready || ready.status === 'True') return null;
  const { path, object } = node.value;
  const [name, field] = [object.metadata?.name ?? '', 'status.conditions[type=Ready]'];
  const sources = cite(path, object, `${field}.status`, `${field}.lastTransitionTime`);
  const since = ready.lastTransitionTime ?? 'an unknown time';
  return {
    because: [{ text: `its node ${name} is not Ready (\`${ready.status}\`) since ${since}`, sources }],
    remediation: [`bring the node back, or take it out of service for good: \`kubectl describe node ${name}\``],
  };
}

/** That the API shows the container as running still. */
function runningLine(path: string, pod: Pod, container: string | null): Because[] {
  const seen = statusOf(pod, container);
  if (!seen?.status.state?.running) return [];
  const sources = cite(path, pod, `${seen.field}.state.running.startedAt`);
  return [{ text: 'the API still shows its container as running', sources }];
}

function holders(story: PodStory, pod: Pod, subject: Subject, node: Reading<Seen<Node>>): Holder[] {
  const all = [finalizers(story.path, pod, subject), lostNode(node)].filter((holder) => holder !== null);
  const kubelet = `the kubelet of its node did not end it: \`kubectl describe node ${subject.node ?? ''}\`, and its log: \`journalctl -u kubelet\``;
  return all.length > 0 ? all : [{ because: [], remediation: [kubelet] }];
}

export const stuckTerminating = defineConcern({
  id: 'stuck-terminating',
  title: 'Still Terminating after its deadline',
  description: `The pod was told to go and is still there ${stuckAfterSeconds / 60} minutes after its grace ran out, and its container was not seen to end: a finalizer holds it, or its node does not report.`,
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow',
  grave: false,
  needs: ['pod'],
  wants: ['node'],
  detect: ({ subject, ending, pod: story, node }) => {
    const pod = story.states.at(-1);
    if (!pod || ending.stuckSeconds === undefined) return null;
    const held = holders(story, pod, subject, node);
    const deletion = {
      text: `pod ${subject.pod} is in the API with \`deletionTimestamp\` ${pod.metadata?.deletionTimestamp}`,
      sources: cite(story.path, pod, 'metadata.deletionTimestamp'),
    };
    return {
      summary: `the pod is still Terminating ${inWords(ending.stuckSeconds)} after its deadline`,
      because: [deletion, ...runningLine(story.path, pod, subject.container), ...held.flatMap((h) => h.because)],
      remediation: held.flatMap((h) => h.remediation),
    };
  },
});
