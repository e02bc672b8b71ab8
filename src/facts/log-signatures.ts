/** Well-known ends of programs, recognised by the words of runtimes, libraries and libc; what they are about is captured. */
import type { LogTail } from '../types.ts';
import { errorLines, tellingLine } from './log-reading.ts';

type Line = LogTail['lines'][number];

export type SignatureKind =
  | 'connection-refused'
  | 'dns'
  | 'tls'
  | 'permission'
  | 'read-only'
  | 'no-space'
  | 'missing-module'
  | 'missing-file'
  | 'missing-variable'
  | 'port-in-use'
  | 'out-of-memory';

/** `subject` is what it is about (`10.96.4.20:5432`, `/app/server.js`, `DB_URL`); null when the line does not say. */
export type Signature = { kind: SignatureKind; subject: string | null; line: Line };

const address = String.raw`((?:\d{1,3}\.){3}\d{1,3}:\d{1,5}|\[[\da-f:]+\]:\d{1,5}|[a-z0-9][a-z0-9.-]*:\d{2,5})`;
const path = String.raw`['"\u2018\x60]?(\.{0,2}/[^\s'"\u2019:,\x60]+)`;
const quoted = String.raw`['"\u2018\x60]([^'"\u2019\x60]+)['"\u2019\x60]`;
const refused = '(?:connection refused|ECONNREFUSED|actively refused)';
const readOnly = '(?:EROFS|read-only file ?system)';
const noFile = '(?:ENOENT|no such file or directory|cannot find the (?:file|path)|could not find file)';
const forbidden = '(?:EACCES|EPERM|permission denied|operation not permitted)';

/** In order: the first that fits is the answer, so the more telling shapes come first. The first group that captured is the subject. */
const shapes: Record<SignatureKind, (RegExp | string)[]> = {
  'out-of-memory': [
    /java\.lang\.OutOfMemoryError(?:: (.+))?/,
    /(JavaScript heap) out of memory/,
    /fatal error: runtime: (?:cannot allocate memory|out of memory)/,
    /memory allocation of (\d+ bytes) failed/,
    /\bMemoryError\b|\bstd::bad_alloc\b|System\.OutOfMemoryException|\bNoMemoryError\b/,
  ],
  'port-in-use': [
    `(?:EADDRINUSE|address (?:is )?already in use).*?((?:[\\d.]+|\\[?[:*]+\\]?)?:\\d{2,5})`,
    `${address}.*address already in use`,
    /port (\d{2,5}).*already in use|EADDRINUSE|address (?:is )?already in use/i,
  ],
  dns: [
    /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
    /lookup ([\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|i\/o timeout)/,
    /UnknownHostException: ([\w.-]+)/,
    /could not translate host name "([^"]+)"/,
    /(?:Name or service not known|No such host is known|Name does not resolve)[ .]*\(([\w.:-]+)\)/,
    /Name or service not known|Temporary failure in name resolution|nodename nor servname provided|Name does not resolve|no such host|UnknownHostException/i,
  ],
  'connection-refused': [
    `${refused}.*?${address}`,
    `${address}.*?${refused}`,
    `connection to ${address} refused`,
    /connection to server at "([^"]+)".*refused/i,
    refused,
  ],
  tls: [
    /x509: (.+)/,
    /SSLHandshakeException: (.+)/,
    /(unable to verify the first certificate|self[- ]signed certificate(?: in certificate chain)?|certificate has expired|certificate verify failed|handshake failure)/i,
    /(CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERTIFICATE_VERIFY_FAILED)/,
    /\btls: (.+)/,
  ],
  'read-only': [`${path}.*${readOnly}`, `${readOnly}.*?${path}`, readOnly],
  'no-space': [`${path}.*(?:ENOSPC|no space left on device)`, /ENOSPC|no space left on device/i],
  'missing-module': [
    /Cannot find (?:module|package) ['"]?([^\s'"]+)/,
    `No module named ${quoted}`,
    /(?:ClassNotFoundException|NoClassDefFoundError): ([\w./$]+)/,
    /cannot load such file -- (\S+)/,
    `Could not load file or assembly ${quoted}`,
    /error while loading shared libraries: ([^\s:]+)/,
  ],
  permission: [
    `Access to the path ${quoted} is denied`,
    /AccessDeniedException: (\S+)/,
    `${path}.*${forbidden}`,
    `${forbidden}.*?${path}`,
    forbidden,
  ],
  'missing-variable': [
    /\bKeyError: ['"]?(\w+)/,
    /variable ['"`]?([A-Z][A-Z0-9_]+)['"`]? (?:is )?(?:not set|missing|required|undefined|not defined|must be set)/,
    /(?:missing|required|undefined)(?: required)? env(?:ironment)? var(?:iable)?s?:? ['"`]?([A-Z][A-Z0-9_]+)/i,
    /\b([A-Z][A-Z0-9_]+): (?:unbound variable|parameter not set)/,
    /Could not resolve placeholder '([^']+)'/,
  ],
  'missing-file': [
    /exec: "([^"]+)": executable file not found/,
    `FileNotFoundException: ${path}`,
    `${noFile}.*?${path}`,
    `${path}.*${noFile}`,
    noFile,
  ],
};
const compiled = Object.entries(shapes).flatMap(([kind, all]) =>
  all.map((shape) => ({
    kind: kind as SignatureKind,
    shape: typeof shape === 'string' ? new RegExp(shape, 'i') : shape,
  })),
);

/** Longer lines are looked at as far as this: what a line is about stands near its beginning. */
const lookedAt = 2000;

function signed(line: Line): Signature | null {
  const text = line.text.slice(0, lookedAt);
  for (const { kind, shape } of compiled) {
    const found = shape.exec(text);
    if (found) return { kind, subject: found.slice(1).find((part) => part !== undefined && part !== '') ?? null, line };
  }
  return null;
}

/** How many of the last error-like lines are looked at, besides the one that tells most. */
const looked = 5;

/** The well-known end that the log shows: in the line that tells most, else in the last error-like lines, newest first. */
export function signatureOf(log: LogTail): Signature | null {
  const telling = tellingLine(log);
  const lines = [...(telling ? [telling] : []), ...errorLines(log, looked).toReversed()];
  for (const line of lines) {
    const signature = signed(line);
    if (signature) return signature;
  }
  return null;
}
