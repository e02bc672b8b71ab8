/** Milliseconds since 1970 as RFC 3339 in whole seconds, as Kubernetes writes times. What is out of a date's range is its nearest end. */
export const iso = (ms: number): string =>
  new Date(Math.min(Math.max(ms, 0), 253_402_300_799_000)).toISOString().replace(/\.\d{3}Z$/, 'Z');
