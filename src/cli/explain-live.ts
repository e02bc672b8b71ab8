/** The cluster of a kubeconfig, asked directly from this machine: read-only, with kubectl's own credentials. */
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { kubernetesCluster } from '../adapters/kubernetes.ts';
import { ConfigError } from '../config/config.ts';
import type { Cluster } from '../ports.ts';
import { InputError } from './explain-input.ts';
import { networkSentence } from './network.ts';
import type { Upstream } from './proxy.ts';

export type LiveCluster = {
  cluster: Cluster;
  /** GET of an API path with its query, for what the Cluster port does not give. Rejects as node:http does. */
  get: (path: string) => Promise<Response>;
  /** What the cluster's clock showed with its newest answer, RFC 3339; null before the first one. */
  now: () => string | null;
  /** Why the last request got no answer, in one sentence; null when none failed. */
  failure: () => string | null;
};

/** For a person who waits. */
const timeoutMs = 10_000;

/** @throws InputError for a kubeconfig or context that cannot be used, in one sentence */
export async function liveCluster(kubeconfig: string | null, context: string | null): Promise<LiveCluster> {
  const { readKubeconfig } = await import('./kubeconfig.ts');
  const settings = {
    name: 'here',
    aliases: [],
    ...(kubeconfig !== null && { kubeconfig }),
    ...(context !== null && { context }),
  };
  try {
    const upstream = readKubeconfig(settings, process.cwd());
    return connect(upstream, `the kubeconfig (${upstream.from})`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InputError(withoutSettings(error.message));
  }
}

/** The launcher's sentences advise on lastword.yaml, which has no say here. */
function withoutSettings(sentence: string): string {
  const [what = ''] = sentence.replace(/^Cluster here: /, '').split(/ (?:In|Name one in) lastword\.yaml/);
  const advice = what === sentence.replace(/^Cluster here: /, '') ? '' : ' Name one with --kubeconfig or --context.';
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}${advice}`;
}

function connect(upstream: Upstream, setting: string): LiveCluster {
  let [newest, failed] = [null, null] as [number | null, unknown];
  const asking = fetchOver(upstream);
  const ask: typeof fetch = async (input, init) => {
    const response = await asking(input, init).catch((error: unknown) => {
      failed = error;
      throw error;
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) newest = Math.max(newest ?? date, date);
    return response;
  };
  const url = upstream.server.replace(/\/+$/, '');
  const place = { what: 'The cluster', url, setting, trust: 'Check certificate-authority-data there.' };
  return {
    cluster: kubernetesCluster({ api: url, token: () => null, fetch: ask, timeoutMs }),
    get: (path) => ask(`${url}${path}`, { signal: AbortSignal.timeout(timeoutMs) }),
    now: () => (newest === null ? null : new Date(newest).toISOString().replace('.000Z', 'Z')),
    failure: () => (failed === null ? null : sentence(failed, place)),
  };
}

/** A credential plugin's failure is a sentence already; the network's is a code. */
function sentence(error: unknown, place: Parameters<typeof networkSentence>[1]): string {
  const said = error instanceof Error && error.message.startsWith('the kubeconfig');
  return said ? `The cluster cannot be asked: ${error.message}` : networkSentence(error, place);
}

/** fetch() knows neither client certificates nor private authorities; node:https does. GET only, redirects are not followed. */
function fetchOver(upstream: Upstream): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const options = await upstream.options();
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const headers = { ...(options.headers as OutgoingHttpHeaders | undefined), accept: 'application/json' };
    return new Promise((resolve, reject) => {
      const signal = init?.signal ?? undefined;
      const asked = send(url, { ...options, method: 'GET', headers, ...(signal && { signal }) }, (reply) => {
        const { statusCode: status = 502, headers: got } = reply;
        resolve(
          new Response(bytesOf(reply), {
            status,
            headers: new Headers(textsIn(got)),
          }),
        );
      });
      asked.on('error', reject).end();
    });
  };
}

/** A body as fetch() has it, whose reader can bring the memory to read into; Readable.toWeb's cannot in every Node. */
function bytesOf(reply: Readable): ReadableStream {
  const parts = reply.iterator() as AsyncIterator<Uint8Array>;
  return new ReadableStream({
    type: 'bytes',
    pull: async (controller) => {
      const { value, done } = await parts.next();
      // Its memory goes with it: a copy, for Node's own is shared.
      if (!done) return controller.enqueue(new Uint8Array(value));
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => void reply.destroy(),
  });
}

const textsIn = (headers: NodeJS.Dict<string | string[]>): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
