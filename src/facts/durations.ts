/** Durations as Prometheus and Alertmanager write them: `90s`, `5m`, `1h30m`. https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */

const units = { y: 365 * 86_400_000, w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const shape = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds; null for what is no duration. Units stand in order, the largest first, each once; `0` needs none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const parts = shape.exec(text);
  if (!parts || text === '') return null;
  const ms = Object.values(units).reduce((sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * unit, 0);
  return Number.isSafeInteger(ms) ? ms : null;
}
