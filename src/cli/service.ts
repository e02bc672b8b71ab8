/** A question to the running service, as the pipelines and persons ask it who hold its token. */
import { InputError } from './explain-input.ts';
import { UsageError } from './flags.ts';
import { networkSentence } from './network.ts';

/** Where it runs, and what it lets in by. */
export type Service = { url: string; token: string | undefined; tokenName: string };

/** The environment variable that holds the token unless `--token-from` names another. */
const tokenVariable = 'LASTWORD_WEBHOOK_TOKEN';

/** @throws UsageError without an address */
export function serviceOf(
  { url: given, 'token-from': name = tokenVariable }: { url?: string | undefined; 'token-from'?: string | undefined },
  environment: Record<string, string | undefined>,
): Service {
  const url = given ?? environment['LASTWORD_URL'];
  if (url === undefined)
    throw new UsageError('Name the running service: --url http://HOST:PORT, or LASTWORD_URL in the environment.');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`"${url}" is not the address of a service: write http://HOST:PORT or https://HOST.`);
  return { url, token: environment[name], tokenName: name };
}

/**
 * What it answers to a POST.
 * @param has a field that the answer has, so that what anybody else answers at that address is not taken for it
 * @throws InputError that says what stood in the way
 */
export async function post<Answer extends object>(
  { url, token, tokenName }: Service,
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
  const hint = response.status === 401 ? ` ${refusedToken(token, tokenName)}` : '';
  throw new InputError(`lastword at ${url} answered ${response.status}: ${fields?.error ?? 'no reason given'}.${hint}`);
}

const refusedToken = (token: string | undefined, name: string): string =>
  token
    ? `It is what ${name} holds here; --token-from names another variable.`
    : `${name} is not set here: export ${name}=…, or name another variable with --token-from.`;
