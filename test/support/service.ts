/** The real service: the bundle on a real `workerd serve`, with its state in a folder, talked to over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkerd } from '../../src/cli/workerd.ts';
import { root } from './bundle.ts';

/** One structured line that the service wrote. */
export type Said = { msg: string } & Record<string, unknown>;

export type Service = {
  url: string;
  /** Of workerd. */
  pid: number;
  said: () => Said[];
  /** Waits for a line that fits; what was said before counts too. Rejects with all lines when the service ends first. */
  hears: (what: string, fits: (line: Said) => boolean) => Promise<Said>;
  post: (path: string, body: string) => Promise<Response>;
  /** SIGKILL, and wait until it is gone. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
};

export type ServiceOptions = {
  /** A text is the file as it stands. */
  settings: object | string;
  secrets?: Record<string, string>;
  directory: string;
  /** The settings are a file that the worker looks at with each request. */
  asFile?: boolean;
};

/** A fresh folder for state, and how to remove it. */
export function stateFolder(): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'lastword-test-'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

type Listener = {
  fits: (line: Said) => boolean;
  found: (line: Said) => void;
  fail: (error: Error) => void;
  what: string;
};

/** Starts it on a free port. The webhook token of the tests is `webhook-secret`. */
export async function startService({
  settings,
  secrets = {},
  directory,
  asFile = false,
}: ServiceOptions): Promise<Service> {
  const config = typeof settings === 'string' ? settings : JSON.stringify(settings);
  const lines: Said[] = [];
  const raw: string[] = [];
  const waiting = new Set<Listener>();
  let pid = 0;
  let stop = async (): Promise<void> => {};
  const onLine = (text: string): void => {
    raw.push(text);
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as Said;
    lines.push(line);
    for (const listener of waiting) {
      if (!listener.fits(line)) continue;
      waiting.delete(listener);
      listener.found(line);
    }
  };
  const workerd = await startWorkerd({
    directory,
    bundle: join(root, 'dist', 'worker.js'),
    port: 0,
    bindings: {
      ...(asFile ? { LASTWORD_RELOAD_SECONDS: '0' } : { LASTWORD_CONFIG: config }),
      LASTWORD_WEBHOOK_TOKEN: 'webhook-secret',
      ...secrets,
    },
    ...(asFile ? { files: { 'lastword.yaml': config } } : {}),
    certificates: [],
    onLine,
    onSpawn: (id, end) => {
      pid = id;
      stop = end;
    },
  });
  const ended = workerd.ended.then((why) => {
    for (const { what, fail } of waiting)
      fail(new Error(`waited for ${what}, but ${why}; it said:\n${raw.join('\n')}`));
  });
  return {
    url: workerd.url,
    pid,
    said: () => [...lines],
    hears: (what, fits) => {
      const before = lines.find(fits);
      if (before) return Promise.resolve(before);
      return new Promise((found, fail) => waiting.add({ what, fits, found, fail }));
    },
    post: (path, body) =>
      fetch(`${workerd.url}${path}`, {
        method: 'POST',
        body,
        headers: { authorization: 'Bearer webhook-secret', 'content-type': 'application/json' },
      }),
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await ended;
    },
    stop,
  };
}
