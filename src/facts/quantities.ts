/** Kubernetes quantities: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `64Mi` in bytes, `250m` in cores; null for what is no quantity. */
export function quantity(text: string | undefined): number | null {
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(text ?? '');
  const factor = factors[parts?.[2] ?? ''];
  return parts && factor !== undefined ? Number(parts[1]) * factor : null;
}

/** Bytes as Kubernetes writes memory: `61Mi`, `1.5Gi`. */
export function bytesInWords(bytes: number): string {
  const [unit, size] = bytes >= 2 ** 30 ? ['Gi', 2 ** 30] : bytes >= 2 ** 20 ? ['Mi', 2 ** 20] : ['Ki', 2 ** 10];
  const n = bytes / size;
  return `${n < 10 ? Number(n.toFixed(1)) : Math.round(n)}${unit}`;
}

/** Cores as Kubernetes writes CPU: `480m`, `2`. */
export const coresInWords = (cores: number): string =>
  Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
