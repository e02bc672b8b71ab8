/**
 * One writer per state folder: SQLite on a local disk is one workerd's. A lock file names the processes that own the folder;
 * one left behind by processes that are gone is taken over.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { uptime } from 'node:os';
import { ConfigError } from '../config/config.ts';

type Owner = { launcher: number; workerd: number | null; since: string };

export type Lock = {
  /** Adds workerd's process: it may outlive a launcher that was killed, and then still writes. */
  addWorkerd: (pid: number) => void;
  release: () => void;
};

/**
 * Takes the folder, making it when it is missing.
 * @throws ConfigError when a living process owns it.
 */
export function lockState(directory: string, now: Date = new Date()): Lock {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'lock');
  const own: Owner = { launcher: process.pid, workerd: null, since: now.toISOString() };
  if (!create(file, own)) {
    refuseIfOwned(directory, file, now);
    rmSync(file, { force: true });
    if (!create(file, own)) throw new ConfigError(`${directory} is being taken by another lastword at this moment.`);
  }
  return {
    addWorkerd: (pid) => writeFileSync(file, JSON.stringify({ ...own, workerd: pid })),
    release: () => rmSync(file, { force: true }),
  };
}

function create(file: string, owner: Owner): boolean {
  try {
    writeFileSync(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The state folder ${dirname(file)} cannot be written (${why}). Choose another with --state.`);
  }
}

function refuseIfOwned(folder: string, file: string, now: Date): void {
  const owner = readOwner(file);
  // Process numbers start over with the machine, and in a container every start may get the same one.
  if (owner === null || Date.parse(owner.since) < now.getTime() - uptime() * 1000) return;
  if (owner.launcher !== process.pid && alive(owner.launcher)) {
    throw new ConfigError(
      `The state folder ${folder} is in use by a lastword that runs since ${owner.since} (process ${owner.launcher}). Stop that one, or give this one a folder of its own with --state.`,
    );
  }
  if (owner.workerd !== null && alive(owner.workerd)) {
    throw new ConfigError(
      `The state folder ${folder} is still written by the workerd of a lastword that was killed (process ${owner.workerd}). End it: kill ${owner.workerd}`,
    );
  }
}

/** null for a file that no launcher finished writing. */
function readOwner(file: string): Owner | null {
  try {
    const { launcher, workerd, since } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner>;
    if (typeof launcher !== 'number' || typeof since !== 'string') return null;
    return { launcher, workerd: typeof workerd === 'number' ? workerd : null, since };
  } catch {
    return null;
  }
}

/** Signal 0 only asks; EPERM means that the process exists and is another user's. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
