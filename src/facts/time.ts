/** Times are RFC 3339 texts, as Kubernetes and Alertmanager write them; durations are seconds. Nothing here asks a clock. */

/** Milliseconds since 1970, or null for nothing, `0001-01-01T00:00:00Z` (Go's zero time) or what is not a time. */
export function millis(time: string | null | undefined): number | null {
  if (!time) return null;
  const at = Date.parse(time);
  return Number.isNaN(at) || at <= 0 ? null : at;
}

/** Seconds from one time to another, null when either is unknown. */
export function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  const [a, b] = [millis(from), millis(to)];
  return a === null || b === null ? null : (b - a) / 1000;
}

/** `time` moved by seconds, in whole seconds as Kubernetes writes them. */
export function shift(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Seconds in words: `2 s`, `2.4 s`, `3 minutes`, `5 hours`, `9 days`. */
export function inWords(seconds: number): string {
  const s = Math.max(0, seconds);
  if (s < 120) return `${Number.isInteger(s) ? s : s.toFixed(1)} s`;
  if (s < 7200) return `${Math.round(s / 60)} minutes`;
  if (s < 172_800) return `${Math.round(s / 3600)} hours`;
  return `${Math.round(s / 86_400)} days`;
}

/** Milliseconds since 1970 as RFC 3339 in whole seconds, as Kubernetes writes times. What is out of a date's range is its nearest end. */
export const iso = (ms: number): string =>
  new Date(Math.min(Math.max(ms, 0), 253_402_300_799_000)).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** `14:02 UTC` of an RFC 3339 time. */
export const clockOf = (time: string): string => `${time.slice(11, 16)} UTC`;
