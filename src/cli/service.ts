/** A question to the running service, as the pipelines and persons ask it who hold its token. */
import { InputError } from './explain-input.ts';
import { UsageError } from './flags.ts';
import { networkSentence } from './network.ts';

/** Where it runs, and what it lets in by. */
export type Service = { url: string; token: string | undefined };

/** The environment variable that holds the token unless `--token-from` names another. */
const tokenVariable = 'LASTWORD_WEBHOOK_TOKEN';

/** @throws UsageError without an address */
export function serviceOf(
  { url: given, 'token-from': name = tokenVariable }: { url?: string | undefined; 'token-from'?: string | undefined },
  environment: Record<string, string | undefined>,
): Service {
  const url = given ?? environment['LASTWORD_URL'];
  if (url === undefined || !URL.canParse(url))
    throw new UsageError('Name the running service: --url http://HOST:PORT, or LASTWORD_URL in the environment.');
  return { url, token: environment[name] };
}

/**
 * What it answers to a POST.
 * @param has a field that the answer has, so that what anybody else answers at that address is not taken for it
 * @throws InputError that says what stood in the way
 */
export async function post<Answer extends object>(
  { url, token }: Service,
  path: string,
  body: object,
  has: keyof Answer & string,
): Promise<Answer> {
  const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    const place = { what: 'lastword', url, setting: '--url', trust: 'Set NODE_EXTRA_CA_CERTS to its authority.' };
    throw new InputError(networkSentence(error, place));
  });
  const answer: unknown = await response.json().catch(() => null);
  const fields = typeof answer === 'object' && answer !== null ? (answer as Answer & { error?: string }) : null;
  if (response.ok && fields && has in fields) return fields;
  const hint = response.status === 401 ? ' The token is read from the environment: see --token-from.' : '';
  throw new InputError(`lastword at ${url} answered ${response.status}: ${fields?.error ?? 'no reason given'}.${hint}`);
}
