/** The recorded stops of the demo, moved in time so that they have just happened. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Snapshot } from './snapshot.ts';

/** One recorded stop: what its cluster said, as JSON text, and the webhook that told of it. */
export type Recording = {
  name: string;
  /** The moment of the recording, RFC 3339. */
  now: string;
  cluster: string;
  webhook: Webhook;
};

/** A body as its sender posted it, and the route that takes it. */
export type Webhook = { route: '/webhooks/alertmanager' | '/webhooks/events'; body: string };

/** The stops in the order in which the demo tells them: what needs nobody first, then what somebody must see. */
export const recordingNames = [
  'rollout-image',
  'rollout-ignores-sigterm',
  'oom-killed',
  'rollout-bad-release',
  'sigterm-from-inside',
  'liveness-then-killed',
];

/** `cluster` in the labels and Events of all recordings. */
export const recordedCluster = 'lab-eu-1';

const recordingsFolder = join(import.meta.dirname, 'recordings');

/** Reads the recordings that come with lastword. @throws Error when a file is missing. */
export function readRecordings(folder: string = recordingsFolder): Promise<Recording[]> {
  return Promise.all(recordingNames.map((name) => readRecording(join(folder, name), name)));
}

async function readRecording(folder: string, name: string): Promise<Recording> {
  const cluster = (await promisify(gunzip)(await readFile(join(folder, 'cluster.json.gz')))).toString('utf8');
  const { now } = JSON.parse(cluster) as Snapshot;
  return { name, now, cluster, webhook: await readWebhook(folder) };
}

async function readWebhook(folder: string): Promise<Webhook> {
  const alert = await readFile(join(folder, 'alert.json'), 'utf8').catch(() => null);
  if (alert !== null) return { route: '/webhooks/alertmanager', body: alert };
  return { route: '/webhooks/events', body: await readFile(join(folder, 'event.json'), 'utf8') };
}

/**
 * The recording as if it had been made at `at`. Names, UIDs and fingerprints stay: told again later, it is a later episode of
 * the same alert, as a sender would tell it.
 */
export function recordedAt(recording: Recording, at: Date): { snapshot: Snapshot; webhook: Webhook } {
  const seconds = Math.floor((at.getTime() - Date.parse(recording.now)) / 1000);
  return {
    snapshot: JSON.parse(shiftTimes(recording.cluster, seconds)) as Snapshot,
    webhook: { ...recording.webhook, body: shiftTimes(recording.webhook.body, seconds) },
  };
}

// In a JSON text a log's new line is written "\n": a letter stands right before its time stamp.
const timestamp = /(?<!\d)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?=(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))/g;

/**
 * Moves every RFC 3339 time in a text by so many whole seconds; fractions and offsets stay as they are written. The year 1 is
 * Go's zero time, by which Alertmanager says "not ended": it is no moment and stays.
 */
export function shiftTimes(text: string, seconds: number): string {
  return text.replace(timestamp, (time: string) => {
    if (time.startsWith('0001-')) return time;
    return new Date(Date.parse(`${time}Z`) + seconds * 1000).toISOString().slice(0, 19);
  });
}
