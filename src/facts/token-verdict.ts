/**
 * What a bot token may do, judged from Slack's answer to auth.test: by who starts lastword, and by lastword itself.
 * https://docs.slack.dev/reference/methods/auth.test#errors
 */
import type { Bot, Granted, Refused } from '../types.ts';

/** `what` and `todo` are sentences: what is wrong where, without its full stop, and what to do about it. */
export type TokenTrouble = { reason: TroubleReason; what: string; todo: string };
export const troubleReasons = ['token', 'chat:write', 'channels:history', 'api'] as const;
export type TroubleReason = (typeof troubleReasons)[number];

/** `limited`: messages go out, and something else does not work. `unusable`: none goes out. `unclear`: Slack did not say. */
export type TokenVerdict =
  { is: 'well' } | { is: 'limited' | 'unusable'; trouble: TokenTrouble } | { is: 'unclear'; why: string };

/** Codes that no waiting heals. */
const unusable: Record<string, string> = {
  invalid_auth: 'is not a token of any workspace',
  not_authed: 'is not a token of any workspace',
  account_inactive: 'belongs to an app or a user that was removed',
  token_revoked: 'was revoked',
  token_expired: 'has expired',
};

const addScope = 'Add it under "OAuth & Permissions" at https://api.slack.com/apps and install the app again.';

export function tokenVerdict(answer: Granted | Refused, bot: Omit<Bot, 'mark'>): TokenVerdict {
  return answer.ok ? ofScopes(answer.scopes, bot.tokenName) : ofRefusal(answer, bot);
}

const bad = (reason: TroubleReason, what: string, todo: string): TokenVerdict => ({
  is: 'unusable',
  trouble: { reason, what, todo },
});

/** Slack names a token's scopes in a header; what does not (a stand-in) is believed. */
function ofScopes(scopes: string[] | null, tokenName: string): TokenVerdict {
  if (scopes === null) return { is: 'well' };
  if (!scopes.includes('chat:write'))
    return bad('chat:write', `the token in ${tokenName} lacks the scope chat:write`, addScope);
  if (scopes.includes('channels:history') || scopes.includes('groups:history')) return { is: 'well' };
  const what = `the token in ${tokenName} lacks the scope channels:history (groups:history for a private channel): a message whose fate is unknown cannot be looked for before it is posted again, and may be seen twice`;
  return { is: 'limited', trouble: { reason: 'channels:history', what, todo: addScope } };
}

function ofRefusal({ kind, error }: Refused, { tokenName, api }: Omit<Bot, 'mark'>): TokenVerdict {
  const code = error.split(':')[0] ?? '';
  const status = /^http_(\d+)$/.exec(code)?.[1];
  if (status !== undefined && kind === 'never')
    return bad(
      'api',
      `what answers at ${api} is not Slack's Web API (status ${status})`,
      'Check slack.api in lastword.yaml.',
    );
  if (code === 'missing_scope')
    return bad(
      'token',
      `the token in ${tokenName} lacks a scope: it needs chat:write and channels:history`,
      addScope.replace('it', 'what is missing'),
    );
  const why = unusable[code];
  if (why === undefined) return { is: 'unclear', why: status === undefined ? error : `status ${status}` };
  const copy = 'Copy the "Bot User OAuth Token" (xoxb-…) from "OAuth & Permissions" at https://api.slack.com/apps.';
  return bad('token', `the token in ${tokenName} ${why} (${code})`, copy);
}
