/**
 * What the fields of `docker inspect` say, each as a because-line or a command to go on with.
 * Fields: https://docs.docker.com/reference/api/engine/ (ContainerInspect). A stop sends `Config.StopSignal` (SIGTERM), and SIGKILL
 * when `Config.StopTimeout` (10 s) is over: https://docs.docker.com/reference/cli/docker/container/stop/
 */
import { signalOf } from '../facts/exit-codes.ts';
import { cite } from '../facts/field.ts';
import { millis } from '../facts/time.ts';
import type { Because } from '../types.ts';
import type { Answer } from './answer.ts';

/** The fields of a container that are read; podman prints the same ones. */
export type DockerContainer = {
  Id?: string;
  Name?: string;
  RestartCount?: number;
  State: {
    Status?: string;
    Running?: boolean;
    Restarting?: boolean;
    OOMKilled?: boolean;
    ExitCode: number;
    Error?: string;
    StartedAt?: string;
    FinishedAt?: string;
  };
  HostConfig?: { Memory?: number; RestartPolicy?: { Name?: string; MaximumRetryCount?: number } };
  Config?: { StopSignal?: string; StopTimeout?: number | null };
};

/** What is judged of one container. */
export type Judged = Pick<Answer, 'cause' | 'ending' | 'verdict' | 'summary' | 'because' | 'remediation'>;
/** `ran` and `exit` in words; `name` is Docker's, without its slash. */
export type Seen = { container: DockerContainer; name: string; ran: string; exit: string };

const path = 'docker inspect';
/** A line that rests on these fields of the container. */
export const line = (container: DockerContainer, text: string, ...fields: string[]): Because => ({
  text,
  sources: cite(path, container, ...fields),
});

/** When and with what code it ended. */
export const endLine = (container: DockerContainer, exit: string): Because =>
  line(
    container,
    `ended at ${container.State.FinishedAt ?? 'an unknown time'}: ${exit}`,
    'State.ExitCode',
    'State.StartedAt',
    'State.FinishedAt',
  );

/**
 * `always` and `unless-stopped` leave a container alone that was stopped through Docker.
 * https://docs.docker.com/engine/containers/start-containers-automatically/
 */
export function stoppedThroughDocker(container: DockerContainer): Because[] {
  const { Name: policy = '' } = container.HostConfig?.RestartPolicy ?? {};
  if (!['always', 'unless-stopped'].includes(policy) || container.State.Status !== 'exited') return [];
  const text = `its restart policy is ${policy}, and Docker did not restart it, as when Docker itself was told to stop or kill it`;
  return [line(container, text, 'HostConfig.RestartPolicy.Name', 'State.Status')];
}

/** How often Docker brought it back. */
export function restarts(container: DockerContainer): Because[] {
  const { RestartCount: count = 0, HostConfig: { RestartPolicy: policy } = {} } = container;
  if (count === 0) return [];
  const most = policy?.MaximumRetryCount ? `, at most ${policy.MaximumRetryCount} times` : '';
  const text = `Docker restarted it ${count} times (restart policy ${policy?.Name || 'no'}${most})`;
  return [line(container, text, 'RestartCount', 'HostConfig.RestartPolicy')];
}

/** What `docker stop` sends, as `SIGTERM`. */
export const stopSignal = ({ Config: config }: DockerContainer): string => {
  const signal = config?.StopSignal || 'SIGTERM';
  return /^\d+$/.test(signal) ? (signalOf(128 + Number(signal)) ?? signal) : signal.replace(/^(?!SIG)/, 'SIG');
};

/** How long `docker stop` waits before it kills (seconds), and in words. */
export function stopTimeout({ Config: config }: DockerContainer): { timeout: number; shown: string } {
  const own = config?.StopTimeout;
  return typeof own === 'number'
    ? { timeout: own, shown: `its ${own} s` }
    : { timeout: 10, shown: "docker stop's 10 s" };
}

/** Who asked stands in Docker's own events, for as long as the daemon remembers. Unix seconds. */
export function whoAsked(container: DockerContainer, name: string, timeout: number): string {
  const end = millis(container.State.FinishedAt);
  const [since, until] =
    end === null ? ['24h', '0s'] : [Math.floor(end / 1000) - timeout - 30, Math.ceil(end / 1000) + 5];
  return `who asked for it: \`docker events --since ${since} --until ${until} --filter container=${name}\``;
}

/** What the kernel of the host killed around that time. */
export function kernelLog(container: DockerContainer, name: string): string {
  const end = millis(container.State.FinishedAt);
  const since = end === null ? '-1d' : `@${Math.floor(end / 1000) - 60}`;
  return `what the host's kernel says of ${name}: \`journalctl -k --since ${since} | grep -iE "out of memory|oom|killed process"\``;
}
