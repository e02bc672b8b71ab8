/** `npm start` as a real process, in a folder of its own, with what it says and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './bundle.ts';

export type Launched = {
  /** The first line, said already or to come, that fits. Rejects with all that was said when it ends before. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** All lines so far, of both outputs. */
  said: () => string;
  signal: (name: NodeJS.Signals) => void;
  /** Exit status; null when a signal ended it. */
  ended: Promise<number | null>;
};

export type Folder = {
  path: string;
  write: (name: string, text: string) => void;
  /** The process number of the workerd that owns a state folder inside this one. */
  workerd: (state: string) => number;
  launch: (args: string[], env?: Record<string, string>) => Launched;
  /** Ends what still runs, and removes the folder. */
  remove: () => Promise<void>;
};

/** A folder to start lastword in; there is no lastword.yaml in it, and no variable of this machine reaches the launcher. */
export function launchFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lastword-start-'));
  const launched: Launched[] = [];
  return {
    path,
    write: (name, text) => writeFileSync(join(path, name), text),
    workerd: (state) => (JSON.parse(readFileSync(join(path, state, 'lock'), 'utf8')) as { workerd: number }).workerd,
    launch: (args, env = {}) => {
      const one = launch(path, args, env);
      launched.push(one);
      return one;
    },
    remove: async () => {
      for (const one of launched) one.signal('SIGTERM');
      await Promise.all(launched.map(({ ended }) => ended));
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function launch(cwd: string, args: string[], env: Record<string, string>): Launched {
  const script = join(root, 'src', 'cli', 'start.ts');
  const child = spawn(process.execPath, [script, '--port', '0', ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string | null) => void>();
  const take = (line: string | null): void => {
    if (line !== null) lines.push(line);
    for (const check of waiting) check(line);
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', take);
  const ended = once(child, 'close').then(([code]) => {
    take(null);
    return code as number | null;
  });
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (line: string | null): void => {
          const found = line === null ? null : pattern.exec(line);
          if (found !== null) resolve(found);
          else if (line === null) reject(new Error(`it ended and never said ${pattern}:\n${lines.join('\n')}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        for (const line of lines) check(line);
      }),
    said: () => lines.join('\n'),
    signal: (name) => void (child.exitCode === null && child.kill(name)),
    ended,
  };
}
