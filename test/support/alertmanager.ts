/** A real Alertmanager on loopback, whose webhooks go to the receiver under test. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export type AlertmanagerOptions = {
  /** Where it posts, e.g. `http://127.0.0.1:1234/webhooks/alertmanager`. */
  receiverUrl: string;
  /** Bearer token that it presents to the receiver. */
  token?: string;
  /** Labels by which alerts are grouped into one webhook; all together by default. */
  groupBy?: string[];
};

export type Alertmanager = {
  url: string;
  /** Raises an alert. @throws Error when Alertmanager does not take it. */
  fire(labels: Record<string, string>, annotations?: Record<string, string>): Promise<void>;
  /** Ends the alert of the same labels. */
  resolve(labels: Record<string, string>): Promise<void>;
  close(): Promise<void>;
};

const cache = join(import.meta.dirname, '../../.cache/alertmanager');
const cached = join(cache, 'usr/bin/prometheus-alertmanager');

/** LASTWORD_ALERTMANAGER, one that is installed, or the copy in .cache, fetched when need be. @throws Error that says what to install. */
export function findAlertmanager(): string {
  const named = process.env['LASTWORD_ALERTMANAGER'];
  if (named) return named;
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'prometheus-alertmanager'));
  const found = [...onPath, cached].find((file) => existsSync(file));
  if (found) return found;
  try {
    execFileSync('bash', [join(import.meta.dirname, 'install-alertmanager.sh')], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(String((error as { stderr?: unknown }).stderr ?? error).trim(), { cause: error });
  }
  return findAlertmanager();
}

/** YAML is a superset of JSON. Everything is sent at once, and again only after an hour. */
function config({ receiverUrl, token, groupBy = [] }: AlertmanagerOptions): string {
  const http_config = token === undefined ? {} : { authorization: { credentials: token } };
  return JSON.stringify({
    route: {
      receiver: 'lastword',
      group_by: groupBy,
      group_wait: '1ms',
      group_interval: '50ms',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'lastword', webhook_configs: [{ url: receiverUrl, send_resolved: true, http_config }] }],
  });
}

/** The port it chose stands in its log. @throws Error with the end of the log when it ends instead. */
async function listening(child: ChildProcess): Promise<string> {
  const log: string[] = [];
  if (!child.stderr) throw new Error('Alertmanager was started without a log');
  for await (const line of createInterface({ input: child.stderr })) {
    log.push(line);
    const port = /Listening on"? address=127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return `http://127.0.0.1:${port}`;
  }
  throw new Error(`Alertmanager did not start:\n${log.slice(-5).join('\n')}`);
}

async function post(url: string, alert: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify([alert]) });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
}

/** Starts one; it takes alerts when the promise resolves. Gossip is off, its state is in a folder that goes with it. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const binary = findAlertmanager();
  const folder = await mkdtemp(join(tmpdir(), 'lastword-alertmanager-'));
  await writeFile(join(folder, 'alertmanager.yml'), config(options));
  const flags = ['--web.listen-address=127.0.0.1:0', '--cluster.listen-address=', '--data.retention=1h'];
  const files = [`--config.file=${join(folder, 'alertmanager.yml')}`, `--storage.path=${folder}`];
  // The copy in .cache finds its templates relative to where it runs.
  const cwd = binary === cached ? cache : folder;
  const child = spawn(binary, [...flags, ...files], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = await listening(child).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url,
    fire: (labels, annotations = {}) => post(url, { labels, annotations }),
    resolve: (labels) => post(url, { labels, endsAt: new Date().toISOString() }),
    close,
  };
}
