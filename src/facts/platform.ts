/** What could have stopped a container in a pod that stays: looked for before a signal is called unknown. */
import type { Because, Ending, KubeEvent, PodStory, Seen, Subject } from '../types.ts';
import { specOf } from './containers.ts';
import { eventsOf, happenedBetween } from './events.ts';
import { cite } from './field.ts';
import { rebootedAround } from './node-signs.ts';
import { shift } from './time.ts';

/** A sign this near to the end (seconds) belongs to it. */
const around = 60;
/** What a stop can take beyond its grace. */
const slack = 10;

/** Seconds between the sign and the end at most: the longest grace that the container may have had runs in between. */
function longestStop({ states }: PodStory, { container }: Subject): number {
  const pod = states.at(-1);
  const spec = pod && specOf(pod, container);
  const graces = [spec?.livenessProbe, spec?.startupProbe, pod?.spec].map((s) => s?.terminationGracePeriodSeconds ?? 0);
  return Math.max(around, ...graces.map((grace) => grace + slack));
}

/**
 * Signs that the kubelet stopped it although no `Killing` event is there (bursts of events are dropped): a lost sandbox, a failed
 * liveness or startup probe, a failed postStart hook, a node that rebooted.
 */
export function platformStopped(
  evidence: { pod: PodStory; events: Seen<KubeEvent>[]; nodeEvents: Seen<KubeEvent>[] },
  subject: Subject,
  ending: Ending,
): boolean {
  const since = ending.finishedAt && shift(ending.finishedAt, around - longestStop(evidence.pod, subject));
  const about = ['SandboxChanged', 'Unhealthy', 'FailedPostStartHook'].flatMap((reason) =>
    eventsOf(evidence.events, reason, 'Pod', subject.pod ?? ''),
  );
  const kubelet = about.some(
    ({ object: e }) =>
      happenedBetween(e, since, ending.finishedAt, around) &&
      !(e.reason === 'Unhealthy' && e.message?.startsWith('Readiness')),
  );
  const node = { nodeEvents: { known: true, value: evidence.nodeEvents } } as const;
  return kubelet || rebootedAround(node, ending.finishedAt).length > 0;
}

/**
 * What was looked for and is not there, as one line: the pod's status and the events of the pod and its node were read. `field` is where
 * the terminated state stands.
 */
export function ruledOut(story: PodStory, ending: Ending, node: string | null): Because[] {
  const pod = story.states.at(-1);
  if (!pod || ending.field === null) return [];
  const memory = ending.exitCode === 137 ? ', and memory (no `OOMKilled`, no `SystemOOM` on the node)' : '';
  return [
    {
      text: `ruled out: a probe, a changed definition, a deletion (no \`Killing\` event in this run), a lost sandbox, a reboot of node ${node ?? '?'}${memory}`,
      sources: cite(story.path, pod, `${ending.field}.reason`, `${ending.field}.exitCode`, 'metadata.uid'),
    },
  ];
}

/** Where to look when nothing in the API asked for a signal: inside the container, and in the node's own logs. */
export function whereToLook(subject: Subject, ending: Ending): string[] {
  const since =
    ending.finishedAt === null ? '-10 min' : shift(ending.finishedAt, -60).replace('T', ' ').replace('Z', ' UTC');
  return [
    `look for a \`kill\` inside the container or a supervisor as PID 1: \`kubectl -n ${subject.namespace} get pod ${subject.pod} -o jsonpath='{.spec.containers[*].command}'\``,
    `on node ${subject.node ?? '?'}: \`journalctl -k --since "${since}" | grep -i -e oom -e kill\` and \`journalctl -u kubelet -u containerd --since "${since}"\``,
  ];
}
