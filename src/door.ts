/** What the app asks of whoever comes in: a secret, and a body of no more than some size. Errors are one sentence and a status. */
import type { MiddlewareHandler } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';
import { timingSafeEqual } from 'hono/utils/buffer';

export const says = (status: 400 | 401 | 404 | 409 | 413 | 415 | 503, error: string): HTTPException =>
  new HTTPException(status, { message: error });

/** Compares with every token, so that the time taken tells nothing about which one was close. */
async function isKnown(tokens: string[], given: string): Promise<boolean> {
  const equal = await Promise.all(tokens.map((token) => timingSafeEqual(token, given)));
  return equal.includes(true);
}

/** Secrets that senders may present; empty only with `allowUnauthenticated`. */
export type Keys = { tokens: string[]; allowUnauthenticated: boolean };

/** Lets in who presents one of the tokens, as bearer token or as basic-auth password; 401 for everybody else. */
export function auth({ tokens, allowUnauthenticated }: Keys): MiddlewareHandler {
  if (allowUnauthenticated) return async (_c, next) => next();
  return some(
    bearerAuth({ verifyToken: (token) => isKnown(tokens, token) }),
    basicAuth({ realm: 'lastword', verifyUser: (_user, password) => isKnown(tokens, password) }),
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
