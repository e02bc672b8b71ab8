/** `lastword …` in this process, with what it prints and how it ends. */
import { main, type Io } from '../../src/cli/lastword.ts';

export type Ran = { status: number; out: string; err: string };

/**
 * Runs a command line.
 * @param stdin what stands on standard input
 */
export async function lastword(args: string[], stdin = '', now = '2026-11-22T20:00:00Z'): Promise<Ran> {
  const ran: Ran = { status: -1, out: '', err: '' };
  const io: Io = {
    stdin: async () => stdin,
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    now: () => new Date(now),
    paint: (_style, text) => text,
  };
  ran.status = await main(args, io);
  return ran;
}

/** A kubeconfig, as YAML is JSON, whose only context talks to that address without credentials. */
export function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server } }],
    users: [{ name: 'somebody', user: {} }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'somebody' } }],
    'current-context': 'lab',
  });
}
