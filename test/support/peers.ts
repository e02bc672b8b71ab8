/** Programs that the tests talk to, of Debian's packages: found where they are, or fetched into .cache of the checkout. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** `name` of its folder in .cache and its variable LASTWORD_NAME, and of its Debian package, whose binary has the same name. */
export type Peer = { name: 'alertmanager' | 'prometheus'; debian: string };

/** Where the copy in .cache is. */
export const cacheOf = ({ name }: Peer): string => join(import.meta.dirname, '../../.cache', name);
const cached = (peer: Peer): string => join(cacheOf(peer), 'usr/bin', peer.debian);

/** The binary that its variable names, one that is installed, or the copy in .cache, fetched when need be. @throws Error that says what to install. */
export function findPeer(peer: Peer): string {
  const named = process.env[`LASTWORD_${peer.name.toUpperCase()}`];
  if (named) return named;
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, peer.debian));
  const found = [...onPath, cached(peer)].find((file) => existsSync(file));
  if (found) return found;
  try {
    const script = join(import.meta.dirname, 'install-peers.sh');
    execFileSync('bash', [script, peer.debian], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error).trim(), { cause: error });
  }
  return findPeer(peer);
}

export type Running = { url: string; pid: number; close: () => Promise<void> };

/** A fresh folder for a peer's files; it goes when the peer is closed. */
export const peerFolder = ({ name }: Peer): Promise<string> => mkdtemp(join(tmpdir(), `lastword-${name}-`));

/**
 * Starts it on a port of its choice, which stands in its log, and waits for that and for a log line that fits `ready`.
 * @throws Error with the end of the log when it ends instead.
 */
export async function startPeer(peer: Peer, folder: string, flags: string[], ready: RegExp): Promise<Running> {
  const binary = findPeer(peer);
  // The copy of Alertmanager in .cache finds its templates relative to where it runs.
  const cwd = binary === cached(peer) ? cacheOf(peer) : folder;
  const child = spawn(binary, flags, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const log: string[] = [];
  let [port, isReady] = [undefined as string | undefined, false];
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    port ??= /Listening on"? address=127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    // Either line may come first.
    isReady ||= ready.test(line);
    if (port === undefined || !isReady) continue;
    child.stderr.resume();
    return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, close };
  }
  await close();
  throw new Error(`${peer.name} did not start:\n${log.slice(-5).join('\n')}`);
}
