/** What the app asks of whoever comes in: a secret, and a body of no more than some size. Errors are one sentence and a status. */
import type { MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';

export const says = (status: 400 | 401 | 404 | 409 | 413 | 415 | 503, error: string): HTTPException =>
  new HTTPException(status, { message: error });

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** In a time that tells nothing about how close it was, but for the length. https://developers.cloudflare.com/workers/examples/protect-against-timing-attacks/ */
function isSame(known: Uint8Array, given: Uint8Array): boolean {
  const sameLength = known.byteLength === given.byteLength;
  return crypto.subtle.timingSafeEqual(known, sameLength ? given : known) && sameLength;
}

/** Secrets that senders may present; empty only with `allowUnauthenticated`. */
export type Keys = { tokens: string[]; allowUnauthenticated: boolean };

/** Lets in who presents one of the tokens, as bearer token or as basic-auth password; 401 for everybody else. */
export function auth({ tokens, allowUnauthenticated }: Keys): MiddlewareHandler {
  if (allowUnauthenticated) return async (_c, next) => next();
  const known = tokens.map(bytesOf);
  // Compared with every token, so that the time taken tells nothing about which one was close.
  const isKnown = (given: string): boolean => {
    const bytes = bytesOf(given);
    return known.filter((token) => isSame(token, bytes)).length > 0;
  };
  return some(
    bearerAuth({ verifyToken: isKnown }),
    basicAuth({ realm: 'lastword', verifyUser: (_user, password) => isKnown(password) }),
  );
}

/** 413 with that sentence for a body of more bytes. */
export const upTo = (maxSize: number, error: string): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw says(413, error);
    },
  });
