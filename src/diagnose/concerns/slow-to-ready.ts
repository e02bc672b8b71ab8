import { statusOf } from '../../facts/containers.ts';
import { cite } from '../../facts/field.ts';
import { containerPatch } from '../../facts/patches.ts';
import { specSeen, type SpecSeen } from '../../facts/pod-spec.ts';
import { splitOf } from '../../facts/split.ts';
import { inWords, millis, secondsBetween } from '../../facts/time.ts';
import { whoIs } from '../../facts/words.ts';
import type { Pod, Subject } from '../../types.ts';
import { defineConcern } from '../cause.ts';

/** A start that takes less than this is not slow, whatever the probes say. */
const shortestSeconds = 15;

type Pace = { seconds: number; words: string; field: string };

/**
 * The time in which the probes would see a container ready that is ready at once: the first look, and two periods for what is
 * not in step. Defaults are Kubernetes' own: no delay, every 10 s.
 */
function pace({ field, spec }: SpecSeen): Pace | null {
  const name = spec.startupProbe ? 'startupProbe' : spec.readinessProbe ? 'readinessProbe' : null;
  const probe = name === null ? undefined : spec[name];
  if (name === null || !probe) return null;
  const [delay, period] = [probe.initialDelaySeconds ?? 0, probe.periodSeconds ?? 10];
  const words = `its ${name} looks ${delay > 0 ? `after ${inWords(delay)}, then ` : ''}every ${inWords(period)}`;
  return { seconds: delay + 2 * period, words, field: `${field}.${name}` };
}

const readyField = 'status.conditions[type=Ready]';

/** Seconds from the start of the run to Ready, or to now while it is not; null when it cannot be told. */
function readiness(last: Pod, startedAt: string, now: string): { seconds: number; ready: boolean } | null {
  const condition = last.status?.conditions?.find((c) => c.type === 'Ready');
  const ready = condition?.status === 'True';
  const until = ready ? condition.lastTransitionTime : now;
  // Ready since before the start: another container's story.
  if (!condition || (millis(until) ?? 0) < (millis(startedAt) ?? Infinity)) return null;
  const seconds = secondsBetween(startedAt, until);
  return seconds === null ? null : { seconds, ready };
}

const advice = (subject: Subject, { spec }: SpecSeen, seconds: number): string =>
  spec.startupProbe || !spec.livenessProbe
    ? `what it does meanwhile: \`kubectl -n ${subject.namespace} logs ${subject.pod} -c ${subject.container} --timestamps\``
    : startupAdvice(subject, probeAction(spec.livenessProbe), Math.ceil(seconds / 5) * 2);

/** A probe with a secret in it is not whole here, and would fail as it stands. */
function startupAdvice(subject: Subject, action: object, failureThreshold: number): string {
  const patch = containerPatch(subject, { startupProbe: { ...action, periodSeconds: 5, failureThreshold } });
  const first = patch.includes('[redacted]') ? ' (put in what is `[redacted]` before you use it)' : '';
  return `let a startupProbe wait for it, so that its livenessProbe does not kill it${first}: ${patch}`;
}

/** What a probe does, without its timing. */
function probeAction(probe: NonNullable<SpecSeen['spec']['livenessProbe']>): object {
  const { exec, grpc, httpGet, tcpSocket } = probe;
  return Object.fromEntries(Object.entries({ exec, grpc, httpGet, tcpSocket }).filter(([, action]) => action));
}

export const slowToReady = defineConcern({
  id: 'slow-to-ready',
  title: 'Slow to become ready',
  description:
    'After its restart the container took longer to become ready than its probes alone account for, or is not ready yet.',
  url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  grave: false,
  needs: ['pod'],
  wants: [],
  detect: ({ subject, now, pod }) => {
    const last = pod.states.at(-1);
    const seen = specSeen(last, subject.container);
    const status = last ? statusOf(last, subject.container) : null;
    const startedAt = status?.status.state?.running?.startedAt;
    const expected = seen ? pace(seen) : null;
    if (!last || !seen || !status || !startedAt || !expected || status.status.restartCount === 0) return null;
    const took = splitOf({ known: true, value: pod }) === 'same-pod' ? readiness(last, startedAt, now) : null;
    if (!took || took.seconds < Math.max(shortestSeconds, expected.seconds)) return null;
    const how = took.ready ? `took ${inWords(took.seconds)} to become Ready` : `is not Ready ${inWords(took.seconds)}`;
    return {
      summary: `${whoIs(subject)} ${how} after its restart`,
      because: [
        {
          text: `running since ${startedAt}, \`Ready\` ${took.ready ? `became True ${inWords(took.seconds)} later` : 'is not True yet'}; ${expected.words}`,
          sources: cite(
            pod.path,
            last,
            `${status.field}.state.running.startedAt`,
            `${readyField}.status`,
            `${readyField}.lastTransitionTime`,
            expected.field,
          ),
        },
      ],
      remediation: [advice(subject, seen, took.seconds)],
    };
  },
});
