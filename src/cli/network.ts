/** One question over HTTP from Node, which says what workerd does not: why there was no answer. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { getCACertificates } from 'node:tls';

export type Reply = { status: number; body: string };

/** What is asked, for the sentence about a failure. */
export type Place = {
  /** Whom it belongs to, e.g. `Cluster prod`. */
  what: string;
  url: string;
  /** Where a person can change it, e.g. `clusters[0].api in lastword.yaml`. */
  setting: string;
  /** What to do when nothing this machine trusts signed the certificate. */
  trust: string;
};

/** What was found at a place: `problem` keeps lastword from starting, `warning` does not. Both null: all is well. */
export type Found = { problem: string | null; warning: string | null };

export const allIsWell: Found = { problem: null, warning: null };

const maxBytes = 1_000_000;

/**
 * A GET whose answer is read as text, at most a megabyte of it.
 * @throws Error with Node's `code` (ECONNREFUSED, ENOTFOUND, ERR_TLS_CERT_ALTNAME_INVALID …), or an AbortError after `timeoutMs`.
 */
export function ask(url: string, options: RequestOptions, timeoutMs: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const asked = send(url, { ...options, method: 'GET', signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => void (body.length < maxBytes && (body += text)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The authorities to trust: a private one if given, the machine's own as workerd does, and Node's. */
export function trusted(certificate: string | null): string[] {
  return [
    ...(certificate === null ? [] : [certificate]),
    ...getCACertificates('system'),
    ...getCACertificates('default'),
  ];
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

/** What passes by itself: a server that is down, a network that is. A name that there is not, or a wrong certificate, does not. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
]);

/**
 * Why there was no answer, before a start: it is only warned of what passes, for a service that was started anew while the other side is
 * down does what it always does then.
 * @param meanwhile a sentence: what happens until there is an answer
 */
export function unanswered(error: unknown, place: Place, meanwhile: string): Found {
  const sentence = networkSentence(error, place);
  return passing.has(innermost(error).code)
    ? { problem: null, warning: `${sentence} ${meanwhile}` }
    : { problem: sentence, warning: null };
}

/** Why there was no answer: what, where, and what to do, in one line. */
export function networkSentence(error: unknown, { what, url, setting, trust }: Place): string {
  const { code, message, names } = innermost(error);
  const { hostname, origin } = new URL(url);
  if (untrusted.has(code)) {
    return `${what}: the certificate of ${origin} is signed by nobody that is trusted here (${code}). ${trust}`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return `${what}: nothing listens at ${origin} (connection refused). Check ${setting}, and that it is running.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${what}: the name ${hostname} cannot be resolved (${code}). Check the spelling of ${setting}, and this machine's DNS or VPN.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${what}: ${origin} does not answer (${code}). Check ${setting}, and whether a VPN or a firewall stands in between.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${what}: the certificate of ${origin} is for other names than ${hostname} (${names}). Use one of those in ${setting}.`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `${what}: the certificate of ${origin} is not valid now (${code}). Renew it, or set this machine's clock.`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return `${what}: what listens at ${origin} does not speak TLS (${code}). If it is meant to be plain HTTP, write http:// in ${setting}.`;
    default:
      return `${what}: ${origin} cannot be reached (${code === '' ? message : code}). Check ${setting}.`;
  }
}

type Failure = { code: string; message: string; names: string };

/** fetch() and Slack's client wrap the error that has the code; several addresses tried give one error for each. */
function innermost(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: '', message: String(error), names: '' };
  if (error instanceof AggregateError && error.errors[0] !== undefined) return innermost(error.errors[0]);
  const inner = error.cause ?? ('original' in error ? error.original : undefined);
  if (inner instanceof Error) return innermost(inner);
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { code: 'ETIMEDOUT', message: error.message, names: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message, names: certificateNames(error) };
}

/** Node hands the certificate along with ERR_TLS_CERT_ALTNAME_INVALID: `DNS:a, DNS:b, IP Address:10.0.0.1`. */
function certificateNames(error: Error): string {
  const { subjectaltname } = ('cert' in error ? error.cert : {}) as { subjectaltname?: string };
  return subjectaltname ?? 'it names none';
}
