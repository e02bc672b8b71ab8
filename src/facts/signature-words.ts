/** A recognised end of a program, as a line and as what to do about it. The line itself is quoted, never paraphrased. */
import type { Because, LogTail, Reading, Subject } from '../types.ts';
import { shorten } from './log-reading.ts';
import { signatureOf, type Signature, type SignatureKind } from './log-signatures.ts';
import { kubectlTarget } from './words.ts';

const words: Record<SignatureKind, string> = {
  'connection-refused': 'a connection was refused',
  dns: 'a name could not be resolved',
  tls: 'TLS failed',
  permission: 'permission was denied',
  'read-only': 'the file system is read-only',
  'no-space': 'no space was left',
  'missing-module': 'a module is missing',
  'missing-file': 'a file is missing',
  'missing-variable': 'a variable is missing',
  'port-in-use': 'the port is in use',
  'out-of-memory': 'the runtime ran out of memory',
};

const get = (subject: Subject, path: string): string =>
  `\`kubectl -n ${subject.namespace} get ${kubectlTarget(subject)} -o jsonpath='${path}'\``;

/** Where to look next, for the very workload; null where the quoted line says it all. */
function advice({ kind, subject: what }: Signature, subject: Subject): string | null {
  const about = what === null ? '' : ` (${what})`;
  switch (kind) {
    case 'connection-refused':
      return `who should answer there${about}: \`kubectl get svc,endpointslices -A -o wide\``;
    case 'dns':
      return `whether that name exists${about}: \`kubectl get svc -A\`, and cluster DNS: \`kubectl -n kube-system get pods -l k8s-app=kube-dns\``;
    case 'missing-variable':
      return `the variables it is given: ${get(subject, '{..env[*].name} {..envFrom}')}`;
    case 'missing-file':
    case 'missing-module':
      return `the image and what is mounted: ${get(subject, '{..image} {..volumeMounts}')}`;
    case 'permission':
    case 'read-only':
      return `as whom and on what it runs: ${get(subject, '{..securityContext} {..volumeMounts}')}`;
    case 'no-space':
      return `its volumes and their limits: ${get(subject, '{..volumes} {..ephemeral-storage}')}`;
    case 'out-of-memory':
      return `the limit beside the runtime's own heap setting: ${get(subject, '{..resources} {..env[*].name}')}`;
    default:
      return null;
  }
}

/** What the log's end is known for: one line with its quote as source, and advice; empty when nothing is recognised. */
export function knownEnd(log: Reading<LogTail>, subject: Subject): { because: Because[]; remediation: string[] } {
  const found = log.known ? signatureOf(log.value) : null;
  if (!log.known || !found) return { because: [], remediation: [] };
  const about = found.subject === null ? '' : `: \`${shorten(found.subject)}\``;
  const whose = log.value.run === 'next' ? 'in the run after it, ' : '';
  const todo = advice(found, subject);
  return {
    because: [
      {
        text: `${whose}${words[found.kind]}${about}`,
        sources: [{ path: log.value.path, field: '', value: shorten(found.line.text.trim(), 300) }],
      },
    ],
    remediation: todo === null ? [] : [todo],
  };
}
