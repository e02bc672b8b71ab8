/**
 * Resource versions: texts that hold numbers of one counter, which Kubernetes says since v1.35 and its API server always did.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */

const isOlder = (a: string, b: string): boolean => a.length < b.length || (a.length === b.length && a < b);

/** The older of two; what is missing does not count. */
export function older(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isOlder(b, a) ? b : a;
}

/** The newer of two; what is missing does not count. */
export function newer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isOlder(a, b) ? b : a;
}
