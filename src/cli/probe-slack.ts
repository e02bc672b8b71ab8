/** Asks Slack whether the bot token works, before the first alert does. */
import { LogLevel, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { networkSentence } from './network.ts';

export type SlackProbe = { api: string; token: string; tokenName: string; timeoutMs?: number };

/** Codes that no waiting heals. https://docs.slack.dev/reference/methods/auth.test#errors */
const unusable: Record<string, string> = {
  invalid_auth: 'is not a token of any workspace',
  not_authed: 'is not a token of any workspace',
  account_inactive: 'belongs to an app or a user that was removed',
  token_revoked: 'was revoked',
  token_expired: 'has expired',
};

/** `problem` is the sentence that keeps lastword from starting, `warning` one that does not. */
export type SlackVerdict = { problem: string | null; warning: string | null };

/** One call of auth.test; nothing throws. https://docs.slack.dev/reference/methods/auth.test */
export async function probeSlack(probe: SlackProbe): Promise<SlackVerdict> {
  const client = new WebClient(probe.token, {
    slackApiUrl: probe.api,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: probe.timeoutMs ?? 5000,
  });
  try {
    const { response_metadata: metadata } = await client.auth.test();
    return scopes(metadata?.scopes, probe.tokenName);
  } catch (error) {
    return failure(error, probe);
  }
}

const addScope = 'Add it under "OAuth & Permissions" at https://api.slack.com/apps and install the app again.';

/** Slack names a token's scopes in a header; what does not (a stand-in) is believed. */
function scopes(granted: string[] | undefined, tokenName: string): SlackVerdict {
  if (granted === undefined) return { problem: null, warning: null };
  if (!granted.includes('chat:write')) {
    return bad(`Slack: the token in ${tokenName} lacks the scope chat:write. ${addScope}`);
  }
  if (granted.includes('channels:history') || granted.includes('groups:history'))
    return { problem: null, warning: null };
  const warning = `Slack: the token in ${tokenName} lacks the scope channels:history (groups:history for a private channel): a message whose fate is unknown cannot be looked for before it is posted again. ${addScope}`;
  return { problem: null, warning };
}

function failure(error: unknown, { api, tokenName }: SlackProbe): SlackVerdict {
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error, tokenName);
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) {
    return bad(
      `Slack: what answers at ${api} is not Slack's Web API (status ${error.statusCode}). Check slack.api in lastword.yaml.`,
    );
  }
  if (error instanceof WebAPIHTTPError) return passing(`status ${error.statusCode}`);
  if (error instanceof WebAPIRateLimitedError) return passing('ratelimited');
  const trust = 'If a proxy of yours stands in between, its CA must be among those this machine trusts.';
  return bad(networkSentence(error, { what: 'Slack', url: api, setting: 'slack.api in lastword.yaml', trust }));
}

function refusal(code: string, tokenName: string): SlackVerdict {
  if (code === 'missing_scope') {
    return bad(`Slack: the token in ${tokenName} lacks a scope: it needs chat:write and channels:history. ${addScope}`);
  }
  const why = unusable[code];
  if (why === undefined) return passing(code);
  return bad(
    `Slack: the token in ${tokenName} ${why} (${code}). Copy the "Bot User OAuth Token" (xoxb-…) from "OAuth & Permissions" at https://api.slack.com/apps.`,
  );
}

const bad = (problem: string): SlackVerdict => ({ problem, warning: null });

/** Slack's own trouble: messages wait in the outbox until it is over. */
const passing = (why: string): SlackVerdict => ({
  problem: null,
  warning: `Slack: auth.test failed (${why}). Messages wait until Slack answers again.`,
});
