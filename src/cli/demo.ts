/** The demo: a recorded cluster, and its alerts told one after the other through the real webhooks. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startKubernetesApi, type KubernetesApi } from '../demo/kubernetes-api.ts';
import { readRecordings, recordedAt, type Recording, type Webhook } from '../demo/recordings.ts';

/** Which recordings were told when (RFC 3339), by name. Kept beside the store, which remembers them too. */
export type Told = Record<string, string>;

export type DemoCluster = { api: KubernetesApi; token: string; recordings: Recording[]; told: Told };

/** Starts the recorded cluster as it stood when its alerts were told; nothing was told yet in a new state folder. */
export async function startDemoCluster(toldFile: string): Promise<DemoCluster> {
  const recordings = await readRecordings();
  const token = randomBytes(32).toString('hex');
  const told = existsSync(toldFile) ? (JSON.parse(readFileSync(toldFile, 'utf8')) as Told) : {};
  const api = await startKubernetesApi({ snapshots: snapshots(recordings, told), token });
  return { api, token, recordings, told };
}

/** The latest last: what recordings have in common (the nodes) is as the latest saw it. */
function snapshots(recordings: Recording[], told: Told) {
  return recordings
    .flatMap((recording) => ({ recording, at: new Date(told[recording.name] ?? NaN) }))
    .filter(({ at }) => !Number.isNaN(at.getTime()))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ recording, at }) => recordedAt(recording, at).snapshot);
}

export type Telling = {
  cluster: DemoCluster;
  toldFile: string;
  /** Base address of the service. */
  url: string;
  /** Resolves at the next explained alert; called before the alert is sent. */
  nextExplained: (signal: AbortSignal) => Promise<unknown>;
  say: (text: string) => void;
  signal: AbortSignal;
  now: () => Date;
  pauseMs: number;
  /** How long to wait for an explanation before the next alert is sent all the same. */
  patienceMs: number;
};

/** Tells every recording once. Stops without a word when the signal comes. */
export async function tellRecordings(telling: Telling): Promise<void> {
  for (const recording of telling.cluster.recordings) {
    if (telling.signal.aborted) return;
    await tell(telling, recording);
    await pause(telling.pauseMs, undefined, { signal: telling.signal }).catch(() => {});
  }
}

async function tell(
  { cluster, toldFile, url, nextExplained, say, signal, now, patienceMs }: Telling,
  recording: Recording,
) {
  const at = now();
  cluster.told[recording.name] = at.toISOString();
  cluster.api.setSnapshots(snapshots(cluster.recordings, cluster.told));
  writeFileSync(toldFile, JSON.stringify(cluster.told));
  const explained = nextExplained(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])).catch(() => {
    if (!signal.aborted)
      say(`The alert "${recording.name}" was sent, but not explained within ${patienceMs / 1000} s.`);
  });
  const problem = await post(url, recordedAt(recording, at).webhook, signal);
  if (problem !== null && !signal.aborted) say(`The alert "${recording.name}" was not accepted: ${problem}`);
  if (problem === null) await explained;
}

/** null when the service took it, else why not. */
async function post(url: string, { route, body }: Webhook, signal: AbortSignal): Promise<string | null> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${route}`, { method: 'POST', headers, body, signal });
    const text = await response.text();
    return response.ok ? null : `${response.status} ${text}`.trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
