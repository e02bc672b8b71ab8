/** The real workerd, as a child process: the runtime that Cloudflare runs, with its state on the local disk. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ConfigError } from '../config/config.ts';
import { workerdConfig } from './capnp.ts';

export type WorkerdOptions = {
  /** State folder; holds `run` (written anew at each start) and `desk` (the store). */
  directory: string;
  bundle: string;
  port: number;
  /** Text bindings by name, secrets included: handed over in the child's environment. */
  bindings: Record<string, string>;
  /** Texts by file name that the worker reads anew while it runs; `writeFiles` changes them. None: it has no such folder. */
  files?: Record<string, string>;
  /** Certificates of private CAs, PEM. */
  certificates: string[];
  onLine: (line: string) => void;
  /**
   * Called as soon as the process is there. `stop` sends SIGTERM, and SIGKILL when it has not ended after three seconds; it
   * resolves when the process has ended.
   */
  onSpawn: (pid: number, stop: () => Promise<void>) => void;
};

export type Workerd = {
  /** Base address, without a slash at its end. */
  url: string;
  /** Resolves when the process has ended, with why in one sentence. */
  ended: Promise<string>;
};

/**
 * Starts workerd and resolves when its socket listens.
 * @throws ConfigError when it ends before that, or when there is no binary for this machine.
 */
export async function startWorkerd(options: WorkerdOptions): Promise<Workerd> {
  const run = writeRun(options);
  // In a process group of its own: Ctrl-C reaches the launcher alone, which then ends workerd in order.
  const child = spawn(binary(), ['serve', '--control-fd=3', 'workerd.capnp'], {
    cwd: run,
    detached: true,
    env: { ...inherited(), ...options.bindings },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const last: string[] = [];
  createInterface({ input: child.stdio[1] as Readable }).on('line', options.onLine);
  createInterface({ input: child.stdio[2] as Readable }).on('line', (line) => {
    last.splice(0, last.length - 4);
    last.push(line);
    options.onLine(line);
  });
  const ended = end(child, last).finally(() => process.off('exit', killNow));
  if (child.pid !== undefined) options.onSpawn(child.pid, () => stop(child, ended));
  const port = await Promise.race([listening(child.stdio[3] as Readable), ended]);
  if (typeof port === 'string') throw new ConfigError(port);
  return { url: `http://127.0.0.1:${port}`, ended };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
}

const runOf = (directory: string): string => join(directory, 'run');

/** Files that the worker of a state folder reads while it runs. Each is there as a whole: the old one or the new one. */
export function writeFiles(directory: string, files: Record<string, string>): void {
  const folder = join(runOf(directory), 'files');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    // A name with a dot in front is not served.
    const unfinished = join(folder, `.${name}`);
    writeFileSync(unfinished, text);
    renameSync(unfinished, join(folder, name));
  }
}

/** The folder that workerd starts in, with its configuration, the bundle and the certificates. */
function writeRun({ directory, bundle, port, bindings, files, certificates }: WorkerdOptions): string {
  const run = runOf(directory);
  mkdirSync(run, { recursive: true });
  mkdirSync(join(directory, 'desk'), { recursive: true });
  copyFileSync(bundle, join(run, 'worker.js'));
  rmSync(join(run, 'files'), { recursive: true, force: true });
  if (files) writeFiles(directory, files);
  const authorities = certificates.map((pem, index) => {
    writeFileSync(join(run, `ca-${index}.pem`), pem);
    return `ca-${index}.pem`;
  });
  const config = workerdConfig({
    port,
    bindings: Object.keys(bindings),
    files: files !== undefined,
    certificates: authorities,
  });
  writeFileSync(join(run, 'workerd.capnp'), config);
  return run;
}

/** The package's main export is the path of the binary for this machine. */
function binary(): string {
  try {
    const workerd = createRequire(import.meta.url)('workerd') as string | { default: string };
    return typeof workerd === 'string' ? workerd : workerd.default;
  } catch {
    throw new ConfigError(
      `There is no workerd for this machine (${process.platform} ${process.arch}) in node_modules. Run npm ci; if it was run, its install scripts must be allowed.`,
    );
  }
}

/** Of the launcher's environment only what says where certificates and time zones are; no secrets of other programs. */
function inherited(): Record<string, string> {
  const names = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'TZ'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** The port that workerd reports on its control descriptor: `{"event":"listen","socket":"http","port":8780}`. */
async function listening(control: Readable): Promise<number> {
  for await (const line of createInterface({ input: control })) {
    const message = JSON.parse(line) as { event?: string; port?: number };
    if (message.event === 'listen' && message.port !== undefined) return message.port;
  }
  // The descriptor closes when workerd ends; `ended` then wins the race.
  return new Promise(() => {});
}

async function end(child: ChildProcess, last: string[]): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const how = signal === null ? `exit status ${code}` : `signal ${signal}`;
    return `workerd ended (${how})${last.length > 0 ? `. Its last words:\n  ${last.join('\n  ')}` : '.'}`;
  } catch (error) {
    return `workerd cannot be run: ${error instanceof Error ? error.message : String(error)}`;
  }
}
