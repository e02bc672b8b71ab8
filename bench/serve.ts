/** A worker on the real workerd, lastword or one that it is compared with: the same configuration, another bundle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorkerd } from '../src/cli/workerd.ts';
import { root } from '../test/support/bundle.ts';
import { stateFolder } from '../test/support/service.ts';

export const lastword = join(root, 'dist', 'worker.js');
export const bareWorker = join(root, 'bench/workers/bare.js');
export const helloWorker = join(root, 'bench/workers/hello.js');

/** `directory` holds its state; it goes when the worker is stopped. */
export type Served = { url: string; pid: number; directory: string; stop: () => Promise<void> };

/** The token that every request of the benchmark bears. */
export const webhookToken = 'webhook-secret';

const nowhere = { clusters: [{ name: 'lab-eu-1', api: 'http://127.0.0.1:9' }] };

/** Starts one on a fresh store. Its log is read and forgotten. */
export async function serve(
  bundle: string,
  settings: object = nowhere,
  secrets: Record<string, string> = {},
): Promise<Served> {
  const { directory, remove } = stateFolder();
  let pid = 0;
  let end = async (): Promise<void> => {};
  const { url } = await startWorkerd({
    directory,
    bundle,
    port: 0,
    bindings: { LASTWORD_CONFIG: JSON.stringify(settings), LASTWORD_WEBHOOK_TOKEN: webhookToken, ...secrets },
    certificates: [],
    onLine: () => {},
    onSpawn: (id, stop) => {
      pid = id;
      end = stop;
    },
  });
  const stop = async (): Promise<void> => {
    await end();
    remove();
  };
  return { url, pid, directory, stop };
}

/** Processor time that a process has used since it began, seconds (proc(5): utime and stime, a hundred ticks a second). */
export function cpuSeconds(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(afterName[11]) + Number(afterName[12])) / 100;
}

/** Memory of a process in bytes: what it holds now, and the most that it ever held. */
export function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
}
