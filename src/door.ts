/** What the app asks of whoever comes in: a secret, and a body of no more than some size. Errors are one sentence and a status. */
import type { MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';

export const says = (status: 400 | 401 | 404 | 409 | 413 | 415 | 503, error: string): HTTPException =>
  new HTTPException(status, { message: error });

const utf8 = new TextEncoder();

/**
 * Tells whether a text is among some. In a time that tells nothing about how close it was, but for the length: it is compared with all of
 * them. https://developers.cloudflare.com/workers/examples/protect-against-timing-attacks/
 */
function isAmong(texts: string[]): (given: string) => boolean {
  const known = texts.map((text) => utf8.encode(text));
  // The same memory for each who asks. One byte more than the longest has, so that what is longer does not look as if it were over.
  const space = new Uint8Array(Math.max(0, ...known.map(({ length }) => length)) + 1);
  return (given) => {
    const { read, written } = utf8.encodeInto(given, space);
    const bytes = space.subarray(0, written);
    const isSame = (one: Uint8Array): boolean => {
      const mayBe = read === given.length && one.length === written;
      return crypto.subtle.timingSafeEqual(one, mayBe ? bytes : one) && mayBe;
    };
    return known.filter(isSame).length > 0;
  };
}

/** Secrets that senders may present; empty only with `allowUnauthenticated`. */
export type Keys = { tokens: string[]; allowUnauthenticated: boolean };

/** Lets in who presents one of the tokens, as bearer token or as basic-auth password; 401 for everybody else. */
export function auth({ tokens, allowUnauthenticated }: Keys): MiddlewareHandler {
  if (allowUnauthenticated) return async (_c, next) => next();
  const isKnown = isAmong(tokens);
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
