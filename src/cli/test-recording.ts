/** A case that is given by a recording: what the service would have found out about its alerts. */
import { redactor } from '../adapters/redaction.ts';
import { batchReader } from '../gather/reader.ts';
import { type Found, judge, look } from '../pipeline.ts';
import type { Alert, Policy } from '../types.ts';
import { readRecording, readWebhook } from './explain-input.ts';
import { serveRecording } from './recorded.ts';
import { nothingBefore } from '../facts/standing.ts';

const times = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))/g;

/** The same with all its times moved, so that it happens at another one. Fractions of a second and offsets stay. */
export function moved<T>(recorded: T, ms: number): T {
  if (ms === 0) return recorded;
  const text = JSON.stringify(recorded);
  return JSON.parse(
    text.replaceAll(times, (time) => {
      const at = Date.parse(`${time}Z`);
      // Go's zero time is no time.
      return at <= 0 || Number.isNaN(at) ? time : new Date(at + ms).toISOString().slice(0, 19);
    }),
  ) as T;
}

/**
 * Each alert of the webhook as it is found in the recording.
 * @param at RFC 3339: when the recording is played; null for its own time
 * @throws InputError
 */
export async function fromRecording(
  { snapshot: file, webhook, at }: { snapshot: string; webhook: string; at: string | null },
  policy: Policy,
): Promise<Found[]> {
  const recorded = await readRecording(file);
  const ms = at === null ? 0 : Date.parse(at) - Date.parse(recorded.now);
  const snapshot = moved(recorded, ms);
  const { alerts } = await readWebhook(webhook);
  await using stack = new AsyncDisposableStack();
  const reader = batchReader(await serveRecording(file, snapshot, stack));
  const found: Found[] = [];
  for (const alert of alerts.map((one): Alert => moved(one, ms)))
    found.push(judge(await look(alert, reader, redactor()), () => nothingBefore, policy, snapshot.now));
  return found;
}
