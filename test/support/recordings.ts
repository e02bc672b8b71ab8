/** Recorded stops, explained the way the product does it: webhook → receive → identify → gather over HTTP → diagnose. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';
import { readSnapshot, startKubernetesApi, type Snapshot } from '../../src/demo/kubernetes-api.ts';
import { diagnose } from '../../src/diagnose/diagnose.ts';
import { gather } from '../../src/gather/gather.ts';
import { batchReader } from '../../src/gather/reader.ts';
import { identify } from '../../src/identify/identify.ts';
import { receive, type Sender } from '../../src/receive/receive.ts';
import type { Diagnosis } from '../../src/types.ts';

const corpus = `${import.meta.dirname}/../fixtures/corpus`;

/** What really happened, as whoever made the recording knows; null: any answer. */
export type Truth = {
  cause: string;
  ending: string;
  exitCode: number | null;
  verdict: string;
  namespace: string;
  pod: string | null;
  container: string | null;
  workload: string;
};

/** One recorded stop: the cluster, the webhook's text and who sent it, and the truth. */
export type Recording = { name: string; snapshot: Snapshot; sender: Sender; body: string; truth: Truth };

/** The names of all recordings. */
export const recordingNames: readonly string[] = readdirSync(corpus).toSorted();

export function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(`${corpus}/${name}/truth.json`, 'utf8')) as Truth;
}

/** Reads a recording; each call gives a fresh one, free to be changed. */
export async function recording(name: string): Promise<Recording> {
  const folder = `${corpus}/${name}`;
  const alert = await readFile(`${folder}/alert.json`, 'utf8').catch(() => null);
  return {
    name,
    snapshot: await readSnapshot(`${folder}/cluster.json`),
    sender: alert === null ? 'events' : 'alertmanager',
    body: alert ?? (await readFile(`${folder}/event.json`, 'utf8')),
    truth: truthOf(name),
  };
}

/**
 * The diagnosis of a recording's first alert.
 * @param now the moment of judging, RFC 3339; that of the recording by default
 */
export async function explainRecording(
  { snapshot, sender, body }: Pick<Recording, 'snapshot' | 'sender' | 'body'>,
  now: string = snapshot.now,
): Promise<Diagnosis> {
  const received = receive(sender, body);
  const alert = received.ok ? received.alerts[0] : undefined;
  if (!alert) throw new Error(`the webhook holds no alert: ${received.ok ? 'none' : received.reason}`);
  const api = await startKubernetesApi({ snapshots: [snapshot] });
  try {
    const cluster = batchReader(kubernetesCluster({ api: api.url, token: () => null, timeoutMs: 30_000 }));
    const { subject, evidence } = await gather(identify(alert), alert, cluster);
    return diagnose(subject, evidence, now);
  } finally {
    await api.close();
  }
}
