/**
 * What would not work is said before the start, one sentence each: what, where, and what to do. Asked from Node, because
 * workerd calls every network error "internal error".
 */
import { createServer } from 'node:net';
import type { RequestOptions } from 'node:https';
import { allIsWell, ask, type Found, type Place, type Reply, unanswered } from './network.ts';

/** null when the port on 127.0.0.1 is free (0 always is), else the sentence. */
export function probePort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(portSentence(port, error.code ?? error.message)));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
  });
}

function portSentence(port: number, code: string): string {
  const other = `Choose another: npm start -- --port ${port < 65_535 ? port + 1 : 8780}`;
  if (code === 'EADDRINUSE') return `Port ${port} of 127.0.0.1 is taken by another program. ${other}`;
  if (code === 'EACCES')
    return `Port ${port} may not be used without more rights (EACCES). ${other.replace(/\d+$/, '8780')}`;
  return `Port ${port} of 127.0.0.1 cannot be used (${code}). ${other}`;
}

/** A cluster as it is about to be used. */
export type ClusterProbe = {
  place: Place;
  /** Headers, authorities and client certificates; a failure (an exec plugin's, say) is an Error with a sentence. */
  options: () => Promise<RequestOptions>;
  /** What a person can do about a 401. */
  renew: string;
  timeoutMs: number;
};

const meanwhile = 'Until it answers, alerts are told as they came.';

/** All is well when the API answers and lets lastword list pods. Nothing throws. */
export async function probeCluster({ place, options, renew, timeoutMs }: ClusterProbe): Promise<Found> {
  let prepared: RequestOptions;
  try {
    prepared = await options();
  } catch (error) {
    return { problem: `${place.what}: ${error instanceof Error ? error.message : String(error)}`, warning: null };
  }
  try {
    const reply = await ask(`${place.url.replace(/\/+$/, '')}/api/v1/pods?limit=1`, prepared, timeoutMs);
    return reply.status === 429 || reply.status >= 500
      ? { problem: null, warning: `${place.what}: ${place.url} answers with status ${reply.status}. ${meanwhile}` }
      : { ...allIsWell, problem: replySentence(reply, place, renew) };
  } catch (error) {
    return unanswered(error, place, meanwhile);
  }
}

function replySentence({ status, body }: Reply, place: Place, renew: string): string | null {
  const answer = json(body);
  if (status === 200 && answer.kind === 'PodList') return null;
  if (status === 401) return `${place.what}: ${place.url} does not accept the credentials (401). ${renew}`;
  if (status === 403) {
    const why = typeof answer.message === 'string' ? `403: ${answer.message}` : '403';
    return `${place.what}: the credentials are valid but may not list pods (${why}). Grant it: kubectl apply -f infra/kubernetes/rbac.yaml, or use others.`;
  }
  return `${place.what}: what answers at ${place.url} is not a Kubernetes API (status ${status} for /api/v1/pods). Check ${place.setting}.`;
}

function json(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
