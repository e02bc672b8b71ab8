/** What Slack's errors mean for a delivery: whether it may have been posted, and whether trying again can help. */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { Refused as Failed } from '../types.ts';

/** Error codes by what they mean. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const errorKinds: Record<Failed['kind'], string> = {
  never: `
    channel_not_found not_in_channel is_archived is_inactive channel_is_limited_access message_not_found thread_not_found
    not_authed invalid_auth account_inactive token_revoked token_expired missing_scope no_permission not_allowed_token_type
    restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel ekm_access_denied
    access_denied edit_window_closed cant_update_message`,
  wait: `
    ratelimited rate_limited message_limit_exceeded service_unavailable team_added_to_org org_login_required
    external_channel_migrating request_timeout`,
  plain: `
    invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long invalid_attachments too_many_attachments
    metadata_too_large invalid_metadata_format invalid_metadata_schema`,
  // "It's possible some aspect of the operation succeeded before the error was raised."
  unknown: `fatal_error internal_error`,
};
const kinds = ['never', 'wait', 'plain', 'unknown'] as const;
const kindOf = new Map(
  kinds.flatMap((kind) =>
    errorKinds[kind]
      .trim()
      .split(/\s+/)
      .map((code) => [code, kind] as const),
  ),
);

/** Network errors before a connection stood: nothing can have been posted. Node names them; workerd does not. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What became of a call that the Slack client gave up with `error`. */
export function failure(error: unknown): Failed {
  if (error instanceof WebAPIRateLimitedError) return failed('wait', 'ratelimited', error.retryAfter);
  if (error instanceof WebAPIPlatformError) return refusal(error.data);
  if (error instanceof WebAPIHTTPError) return httpFailure(error.statusCode);
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  const kind = networkCodes(cause).some((code) => neverConnected.has(code)) ? 'wait' : 'unknown';
  return failed(kind, `request_failed: ${cause instanceof Error ? cause.message : String(cause)}`);
}

/**
 * `ok: false`. A code that is not in the table is `never`: Slack did read the request and says that it refused it, so the same
 * one would be refused again, and a dead letter is seen where endless attempts are not.
 */
function refusal(data: WebAPIPlatformError['data'] & { needed?: unknown }): Failed {
  const code: unknown = data.error;
  // The client puts a body that is not JSON (a proxy's page, a cut answer) where the code stands. It tells nothing.
  if (typeof code !== 'string' || !/^[a-z0-9_]+$/.test(code)) return failed('unknown', 'unreadable_answer');
  const details = [
    ...(data.response_metadata?.messages ?? []),
    ...(typeof data.needed === 'string' ? [`needed: ${data.needed}`] : []),
  ];
  const error = [code, ...details.slice(0, 3)].join(': ');
  return failed(kindOf.get(code) ?? 'never', error, data.response_metadata?.retryAfter ?? null);
}

/** Slack itself answers 200 or 429; other statuses come from what stands before it. 4xx and redirects were not taken. */
function httpFailure(status: number): Failed {
  return failed(status >= 500 || status === 408 ? 'unknown' : 'never', `http_${status}`);
}

/** The codes of an error and of what caused it (Node: TypeError "fetch failed" → AggregateError → one error an address). */
function networkCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[error.cause, ...inner].flatMap(networkCodes)];
}

/** A failure as the port has it. `retryAfterSeconds`: what Slack asks to wait, null when it does not say. */
export function failed(kind: Failed['kind'], error: string, retryAfterSeconds: number | null = null): Failed {
  return { ok: false, kind, error, retryAfterSeconds };
}
