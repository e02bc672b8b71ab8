/** Ends by a signal, as far as `docker inspect` tells them apart. */
import { isCrash } from '../facts/exit-codes.ts';
import { asSummary } from '../facts/words.ts';
import {
  endLine,
  kernelLog,
  line,
  stoppedThroughDocker,
  stopSignal,
  stopTimeout,
  whoAsked,
  type Judged,
  type Seen,
} from './docker-facts.ts';

/** `State.OOMKilled`: the container's own end only when the code is SIGKILL's. */
export function outOfMemory({ container, name, ran, exit }: Seen): Judged {
  const { ExitCode: code } = container.State;
  const limit = container.HostConfig?.Memory ?? 0;
  const of = limit > 0 ? ` (limit ${Math.round(limit / 2 ** 20)} MiB)` : '';
  const itself = code === 137;
  return {
    cause: 'oom-killed',
    ending: 'oom-killed',
    verdict: 'investigate',
    summary: asSummary(
      itself
        ? `${name} was killed by the kernel for memory${ran}${of}.`
        : `A process in ${name} was killed by the kernel for memory${of}; its main process then ended${ran} with ${exit}.`,
    ),
    because: [
      endLine(container, exit),
      line(
        container,
        '`State.OOMKilled` is true: the kernel killed it, or a process in it, for memory',
        'State.OOMKilled',
      ),
      limit > 0
        ? line(container, `its memory limit is ${Math.round(limit / 2 ** 20)} MiB`, 'HostConfig.Memory')
        : line(
            container,
            'Docker set no memory limit for it: the host, or a group of containers, ran out',
            'HostConfig.Memory',
          ),
    ],
    remediation: [
      limit > 0
        ? `raise the limit, or find what it is used for: \`docker update --memory ${Math.ceil((limit / 2 ** 20) * 1.5)}m --memory-swap ${Math.ceil((limit / 2 ** 20) * 1.5)}m ${name}\``
        : 'give it a memory limit below what the host has, so that it is not the host that runs out',
      kernelLog(container, name),
    ],
  };
}

/** 137 without the mark for memory: a stop that took too long, docker kill, or somebody on the host. */
export function killed({ container, name, ran, exit }: Seen): Judged {
  const { timeout, shown } = stopTimeout(container);
  return {
    cause: null,
    ending: 'signalled',
    verdict: 'investigate',
    summary: asSummary(
      `${name} was killed with SIGKILL (exit 137)${ran}; not for its memory limit, and Docker does not record by whom.`,
    ),
    because: [
      endLine(container, exit),
      line(container, '`State.OOMKilled` is false: ruled out is a kill at its own memory limit', 'State.OOMKilled'),
      line(
        container,
        `left are \`docker stop\` of a program that was still running after ${shown}, \`docker kill\`, and the host itself (a person, or the kernel when the host is out of memory)`,
        'Config.StopTimeout',
        'Config.StopSignal',
      ),
      ...stoppedThroughDocker(container),
    ],
    remediation: [
      whoAsked(container, name, timeout),
      kernelLog(container, name),
      `if it was \`docker stop\`: let the program end at ${stopSignal(container)}, or give it longer: \`docker stop -t ${timeout * 3} ${name}\` (Compose: \`stop_grace_period: ${timeout * 3}s\`)`,
    ],
  };
}

/** Another signal: a crash of its own, or one that was sent. */
export function signalled({ container, name, ran, exit }: Seen, signal: string): Judged {
  const asked = signal === stopSignal(container);
  const itself = isCrash(signal);
  return {
    cause: itself ? 'app-exit' : null,
    ending: 'signalled',
    verdict: itself ? 'investigate' : 'undetermined',
    summary: asSummary(
      itself
        ? `${name} crashed with ${signal} (${exit})${ran}.`
        : `${name} ended at ${signal} (${exit})${ran}${asked ? ', which is what docker stop sends' : ''}; Docker does not record who sent it.`,
    ),
    because: [
      endLine(container, exit),
      ...(asked
        ? [
            line(
              container,
              `\`docker stop\` sends ${signal} to it; so can anything else on the host or in it`,
              'Config.StopSignal',
            ),
          ]
        : []),
      ...(itself ? [] : stoppedThroughDocker(container)),
    ],
    remediation: itself
      ? [`\`docker logs --tail 100 ${name}\``]
      : [whoAsked(container, name, stopTimeout(container).timeout)],
  };
}
