/** A real Alertmanager on loopback, whose webhooks go to the receiver under test. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Peer, peerFolder, startPeer } from './peers.ts';

export type AlertmanagerOptions = {
  /** Where it posts, e.g. `http://127.0.0.1:1234/webhooks/alertmanager`. */
  receiverUrl?: string;
  /** Another receiver than that webhook (`slack_configs`), and other fields of the route. */
  receiver?: object;
  route?: object;
  /** Names of more receivers with that webhook, for the routes to choose from, and the `time_intervals` that routes can name. */
  receivers?: string[];
  timeIntervals?: object[];
  /** Bearer token that it presents to the receiver. */
  token?: string;
  /** Labels by which alerts are grouped into one webhook; all together by default. */
  groupBy?: string[];
};

export type Raised = {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt?: string;
  endsAt?: string;
};

export type Alertmanager = {
  url: string;
  pid: number;
  /** Raises an alert. @throws Error when Alertmanager does not take it. */
  fire(labels: Record<string, string>, annotations?: Record<string, string>): Promise<void>;
  /** Raises many in one request, or ends those that say when they ended. Times are RFC 3339; they began now unless they say. */
  fireAll(alerts: Raised[]): Promise<void>;
  /** Ends the alert of the same labels. */
  resolve(labels: Record<string, string>): Promise<void>;
  close(): Promise<void>;
};

const peer: Peer = { name: 'alertmanager', debian: 'prometheus-alertmanager' };

/** YAML is a superset of JSON. Everything is sent at once, and again only after an hour. */
function config(options: AlertmanagerOptions): string {
  const { receiverUrl, token, groupBy = [], receiver, route, receivers = [], timeIntervals } = options;
  const http_config = token === undefined ? {} : { authorization: { credentials: token } };
  const webhook = { webhook_configs: [{ url: receiverUrl, send_resolved: true, http_config }] };
  return JSON.stringify({
    route: {
      receiver: 'lastword',
      group_by: groupBy,
      group_wait: '1ms',
      group_interval: '50ms',
      repeat_interval: '1h',
      ...route,
    },
    receivers: ['lastword', ...receivers].map((name) => ({ name, ...(receiver ?? webhook) })),
    time_intervals: timeIntervals,
  });
}

async function post(url: string, alerts: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
}

/** Starts one; it takes alerts when the promise resolves. Gossip is off, its state is in a folder that goes with it. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const folder = await peerFolder(peer);
  const file = join(folder, 'alertmanager.yml');
  await writeFile(file, config(options));
  const flags = ['--web.listen-address=127.0.0.1:0', '--cluster.listen-address=', '--data.retention=1h'];
  const files = [`--config.file=${file}`, `--storage.path=${folder}`];
  const { url, pid, close } = await startPeer(peer, folder, [...flags, ...files], /Listening on/);
  return {
    url,
    pid,
    fire: (labels, annotations = {}) => post(url, [{ labels, annotations }]),
    fireAll: (alerts) => post(url, alerts),
    resolve: (labels) => post(url, [{ labels, endsAt: new Date().toISOString() }]),
    close,
  };
}
