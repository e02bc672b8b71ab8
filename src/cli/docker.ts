/** What `docker inspect` alone tells of a container's end. Docker keeps the last end only, and not who asked for it. */
import { exitInWords, signalOf } from '../facts/exit-codes.ts';
import { inWords, millis, secondsBetween } from '../facts/time.ts';
import { asSummary } from '../facts/words.ts';
import type { Answer } from './answer.ts';
import {
  endLine,
  line,
  restarts,
  stoppedThroughDocker,
  stopTimeout,
  whoAsked,
  type DockerContainer,
  type Judged,
  type Seen,
} from './docker-facts.ts';
import { killed, outOfMemory, signalled } from './docker-signals.ts';

/** One container as an answer; what Docker does not record is unchecked, never guessed. */
export function explainContainer(container: DockerContainer): Answer {
  const { State: state } = container;
  const name = (container.Name ?? '').replace(/^\//, '') || (container.Id ?? '').slice(0, 12) || 'the container';
  const seconds = secondsBetween(state.StartedAt, state.FinishedAt);
  const ran =
    millis(state.StartedAt) === null || seconds === null || seconds < 0 ? '' : ` after ${inWords(Math.round(seconds))}`;
  const judged = judge({ container, name, ran, exit: exitInWords(state.ExitCode) });
  return {
    namespace: null,
    pod: null,
    container: name,
    workload: null,
    ...judged,
    // Until it has ended, Docker shows a zero there.
    exitCode: judged.ending === 'unknown' || isFresh(container) ? null : state.ExitCode,
    because: [...judged.because, ...restarts(container)],
    concerns: [],
    unchecked: [
      { evidence: 'log', why: `docker inspect does not hold it; read it with: docker logs --tail 100 ${name}` },
      {
        evidence: 'events',
        why: 'docker inspect does not say who asked for the stop; docker events does, for a while',
      },
    ],
    decision: {
      action: 'notify',
      rule: judged.verdict,
      reason: 'no history was read',
      because: [],
      channel: null,
      window: null,
      tried: [],
    },
  };
}

function judge(seen: Seen): Judged {
  const { State: state } = seen.container;
  const code = state.ExitCode;
  if (state.Status === 'created' || (state.Error && [125, 126, 127, 128].includes(code))) return neverStarted(seen);
  if (state.Running === true && state.Restarting !== true) return running(seen);
  if (state.OOMKilled === true) return outOfMemory(seen);
  const signal = signalOf(code);
  if (signal === 'SIGKILL') return killed(seen);
  if (signal !== null) return signalled(seen, signal);
  return exited(seen);
}

/** Created, and nobody has tried to start it. */
const isFresh = ({ State: state }: DockerContainer): boolean => state.Status === 'created' && !state.Error;

function neverStarted({ container, name, exit }: Seen): Judged {
  const { Error: error = '', Status: status } = container.State;
  const fresh = isFresh(container);
  return {
    cause: fresh ? null : 'start-error',
    ending: 'never-started',
    verdict: fresh ? 'undetermined' : 'investigate',
    summary: asSummary(
      fresh
        ? `${name} was created and never started.`
        : `${name} could not start (${exit}): ${error || 'Docker gives no reason'}`,
    ),
    because: [
      line(
        container,
        `\`State.Error\` is "${error}", \`State.Status\` ${status ?? 'unknown'}`,
        'State.Error',
        'State.Status',
        'State.ExitCode',
      ),
    ],
    remediation: [`\`docker start -a ${name}\``],
  };
}

function running({ container, name }: Seen): Judged {
  const { StartedAt: since, FinishedAt: before } = container.State;
  const count = container.RestartCount ?? 0;
  const earlier =
    millis(before) === null
      ? 'it shows no earlier end'
      : `an earlier run ended at ${before}; its exit code is no longer kept`;
  return {
    cause: null,
    ending: 'unknown',
    verdict: 'undetermined',
    summary: asSummary(
      `${name} is running since ${since ?? 'an unknown time'}; ${earlier}${count > 0 ? `, Docker restarted it ${count} times` : ''}.`,
    ),
    because: [
      line(
        container,
        `it runs since ${since ?? '?'}; ${earlier}`,
        'State.Status',
        'State.StartedAt',
        'State.FinishedAt',
      ),
    ],
    remediation: [`\`docker events --since 24h --until 0s --filter container=${name}\``],
  };
}

/** An exit code below 128 is the program's own; whether it was told to end first, nothing here says. */
function exited({ container, name, ran, exit }: Seen): Judged {
  const good = container.State.ExitCode === 0;
  return {
    cause: good ? null : 'app-exit',
    ending: 'exited',
    verdict: good ? 'undetermined' : 'investigate',
    summary: asSummary(`${name} ended with ${exit}${ran}; Docker does not record whether it was told to.`),
    because: [endLine(container, exit), ...stoppedThroughDocker(container)],
    remediation: [`\`docker logs --tail 100 ${name}\``, whoAsked(container, name, stopTimeout(container).timeout)],
  };
}
