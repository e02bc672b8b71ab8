import { eventsOf, happenedBetween } from '../../facts/events.ts';
import { linesAfter, quoteLine } from '../../facts/log-reading.ts';
import { restartLine } from '../../facts/restarts.ts';
import { shift } from '../../facts/time.ts';
import { asSummary, whoIs } from '../../facts/words.ts';
import type { Ending, KubeEvent, Seen, Subject } from '../../types.ts';
import { defineCause } from '../cause.ts';

const isNearTheEnd = (event: KubeEvent, ending: Ending): boolean =>
  happenedBetween(event, ending.finishedAt, ending.finishedAt, 60);

/**
 * Signs that the kubelet stopped it although no `Killing` event is there (bursts of events are dropped): a lost sandbox, a failed
 * liveness or startup probe, a failed postStart hook.
 */
function platformStopped(events: Seen<KubeEvent>[], subject: Subject, ending: Ending): boolean {
  const about = ['SandboxChanged', 'Unhealthy', 'FailedPostStartHook'].flatMap((reason) =>
    eventsOf(events, reason, 'Pod', subject.pod ?? ''),
  );
  return about.some(
    ({ object: e }) => isNearTheEnd(e, ending) && !(e.reason === 'Unhealthy' && e.message?.startsWith('Readiness')),
  );
}

export const unknownSigterm = defineCause({
  id: 'unknown-sigterm',
  title: 'A SIGTERM that nothing in Kubernetes sent',
  description:
    'The container ended with 143 in a pod that stays: no probe failed, nothing was patched, nobody deleted it.',
  url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  side: 'same-pod',
  deliberate: false,
  needs: ['pod', 'events'],
  wants: ['log', 'node'],
  detect: ({ subject, ending, pod, events, log, node }) => {
    if (ending.id !== 'signalled' || ending.exitCode !== 143) return null;
    if (platformStopped(events, subject, ending)) return null;
    const rebooted = node.known ? eventsOf(node.value.events, 'Rebooted') : [];
    if (rebooted.some(({ object }) => isNearTheEnd(object, ending))) return null;
    const words =
      log.known && log.value.run === 'stopped'
        ? linesAfter(log.value, ending.startedAt ?? '').find((l) =>
            /sigterm|terminat|shutting down|signal/i.test(l.text),
          )
        : undefined;
    const since = shift(ending.finishedAt ?? '', -60);
    return {
      summary: asSummary(
        `${whoIs(subject)} got a SIGTERM that nothing in Kubernetes sent (exit 143, restarted in place).`,
      ),
      because: [
        ...restartLine(pod, subject).map((b) => ({ ...b, text: `${b.text}; no \`Killing\` event speaks of this run` })),
        ...(log.known && words ? [quoteLine(log.value, words, 'it logged')] : []),
      ],
      remediation: [
        `look for a \`kill\` inside the container or a supervisor as PID 1: \`kubectl -n ${subject.namespace} get pod ${subject.pod} -o jsonpath='{.spec.containers[*].command}'\``,
        `on node ${subject.node ?? '?'}: \`journalctl -k --since "${since.replace('T', ' ').replace('Z', ' UTC')}" | grep -i -e oom -e kill\``,
      ],
    };
  },
});
