/** Alertmanager's webhook, version "4" (0.25 to 0.34). Unknown fields are tolerated; one bad alert does not sink its group. */
import * as z from 'zod/mini';
import type { Alert } from '../types.ts';
import { complaint, elsewhere, fieldPath, isTime, mustBe, parsed, time, type Refused } from './body.ts';

/** A label says which alert it is: one that is too long is refused. An annotation explains: of a runbook or a dump the beginning will do. */
const longest = 16_384;
const longestName = 1024;
const shorten = (whole: string): string => `${whole.slice(0, longest).toWellFormed()}…`;

/** What is wrong with one entry of a set of texts; null when nothing is. */
function wrong(name: string, value: unknown, mayBeCut: boolean): string | null {
  if (name.length > longestName) return `its name is longer than ${longestName} characters`;
  if (typeof value !== 'string') return mustBe('a text', value);
  return !mayBeCut && value.length > longest ? `longer than ${longest} characters` : null;
}

const isTexts = (given: unknown): given is Record<string, string> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** The same texts without what JSON can name and an object should not have, and with a long one cut. */
const tidied = (given: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      name === '__proto__' ? [] : [[name, value.length > longest ? shorten(value) : value]],
    ),
  );

/** Texts by name, with a word on each that cannot be taken. */
const texts = (mayBeCut: boolean) =>
  z.pipe(
    z.unknown(),
    z.transform((given, { issues }): Record<string, string> => {
      if (!isTexts(given)) {
        issues.push({ code: 'custom', input: given, message: mustBe('an object', given) });
        return {};
      }
      for (const [name, value] of Object.entries(given)) {
        const message = wrong(name, value, mayBeCut);
        if (message !== null) issues.push({ code: 'custom', input: value, path: [name], message });
      }
      return issues.length > 0 ? given : tidied(given);
    }),
  );
const labels = texts(false);
const annotations = texts(true);

const group = z.object({
  alerts: z.array(z.unknown()).check(z.maxLength(10_000)),
  groupKey: z.optional(z.unknown()),
  // A count that is none sinks nothing.
  truncatedAlerts: z.catch(z.optional(z.int().check(z.minimum(0))), 0),
});

const longestFingerprint = 128;

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: z.prefault(annotations, {}),
  startsAt: time,
  endsAt: z.nullish(time),
  fingerprint: z.string().check(z.minLength(1), z.maxLength(longestFingerprint)),
});

type Sent = z.infer<typeof alert>;

/** Texts that are kept as they came. */
function areFine(given: unknown): boolean {
  if (!isTexts(given)) return false;
  for (const name in given)
    if (name === '__proto__' || (given[name]?.length ?? 0) > longest || wrong(name, given[name], false) !== null)
      return false;
  return true;
}

/**
 * An alert that is as it should be, told at a glance: of a storm there are hundreds of thousands, and their senders wait. Of any other the
 * schema says what is wrong with it, or makes it right.
 */
function isFine(raw: unknown): raw is Sent {
  if (typeof raw !== 'object' || raw === null) return false;
  const { status, labels, annotations, startsAt, endsAt, fingerprint }: { [field in keyof Sent]?: unknown } = raw;
  return (
    (status === 'firing' || status === 'resolved') &&
    isTime(startsAt) &&
    (endsAt === undefined || endsAt === null || isTime(endsAt)) &&
    typeof fingerprint === 'string' &&
    fingerprint.length > 0 &&
    fingerprint.length <= longestFingerprint &&
    areFine(labels) &&
    areFine(annotations)
  );
}

const longestGroupKey = 512;

/** Why one alert of a group was set aside. */
export type Rejected = { field: string; reason: string; raw: string };
export type Received = { ok: true; alerts: Alert[]; rejected: Rejected[] };

/** Go's zero time stands for "not yet". */
const known = (at: string | null | undefined): string | null => (at && !at.startsWith('0001-') ? at : null);

/** What Alertmanager itself left out of a group is kept as rejected, so that the page says so. */
const leftOut = (cut: number, groupKey: unknown): Rejected => ({
  field: 'truncatedAlerts',
  reason: `Alertmanager left out ${cut} alerts of this group: raise max_alerts of its webhook_configs, or group by more labels`,
  raw: JSON.stringify({ groupKey, truncatedAlerts: cut }),
});

/**
 * The alerts of a group, each on its own: a bad one is set aside with the path of what is wrong.
 * Refused is a body that is not an Alertmanager group at all.
 */
export function fromAlertmanager(body: unknown): Received | Refused {
  const read = parsed(group, body);
  if (!read.success) {
    const wrong = elsewhere(body, 'alertmanager') ?? complaint(read.error.issues[0]);
    return { ok: false, reason: `not an Alertmanager webhook: ${wrong}` };
  }
  const received: Received = { ok: true, alerts: [], rejected: [] };
  const { truncatedAlerts: cut, groupKey } = read.data;
  const hint = typeof groupKey === 'string' ? { groupKey: groupKey.slice(0, longestGroupKey) } : {};
  read.data.alerts.forEach((raw, index) => {
    const one = isFine(raw) ? { success: true as const, data: raw } : parsed(alert, raw);
    if (!one.success) {
      const issue = one.error.issues[0];
      const field = fieldPath(['alerts', index, ...(issue?.path ?? [])]);
      received.rejected.push({ field, reason: issue?.message ?? 'invalid', raw: JSON.stringify(raw) ?? 'undefined' });
      return;
    }
    const { status, labels: named, annotations: noted, startsAt, endsAt, fingerprint } = one.data;
    received.alerts.push({
      sender: 'alertmanager',
      cluster: named.cluster || null,
      status,
      labels: named,
      annotations: noted,
      startsAt,
      endsAt: known(endsAt),
      fingerprint,
      field: `alerts[${index}]`,
      event: null,
      ...hint,
    });
  });
  if (cut) received.rejected.push(leftOut(cut, groupKey));
  return received;
}
