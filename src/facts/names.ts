/**
 * Kubernetes' own rules for names. A name that comes from an alert's label is checked before it becomes part of an API path.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** True for an RFC 1123 subdomain (most objects' names): 1 to 253 characters, labels of a-z, 0-9 and `-` joined by dots. */
export function isDns1123Name(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => label.test(part));
}

/** True for an RFC 1123 label (names of namespaces and containers): 1 to 63 characters, a-z, 0-9 and `-`. */
export function isDns1123Label(text: string): boolean {
  return text.length <= 63 && label.test(text);
}
