import { describe, expect, it } from 'vitest';
import { tokenVerdict, troubleReasons } from '../../src/facts/token-verdict.ts';
import type { Refused } from '../../src/types.ts';

const bot = { tokenName: 'TEAM_TOKEN', api: 'https://slack.test/api/' };
const granted = (...scopes: string[]) => tokenVerdict({ ok: true, scopes }, bot);
const refused = (error: string, kind: Refused['kind'] = 'never') =>
  tokenVerdict({ ok: false, kind, error, retryAfterSeconds: null }, bot);

describe('a token', () => {
  it.each([
    ['public channels', ['chat:write', 'channels:history']],
    ['private ones', ['groups:history', 'chat:write', 'files:write']],
  ])('is well when it may write and look for what it wrote in %s', (_where, scopes) => {
    expect(granted(...scopes)).toEqual({ is: 'well' });
  });

  it('is believed to be well where nobody names its scopes', () => {
    expect(tokenVerdict({ ok: true, scopes: null }, bot)).toEqual({ is: 'well' });
  });

  it('that may only write is limited: what happens then is said, and what to do', () => {
    expect(granted('chat:write', 'channels:read')).toEqual({
      is: 'limited',
      trouble: {
        reason: 'channels:history',
        what: 'the token in TEAM_TOKEN lacks the scope channels:history (groups:history for a private channel): a message whose fate is unknown cannot be looked for before it is posted again, and may be seen twice',
        todo: 'Add it under "OAuth & Permissions" at https://api.slack.com/apps and install the app again.',
      },
    });
  });

  it('that may not write is of no use, whatever else it may do', () => {
    expect(granted('channels:history')).toMatchObject({ is: 'unusable', trouble: { reason: 'chat:write' } });
    expect(granted()).toMatchObject({ is: 'unusable', trouble: { reason: 'chat:write' } });
  });

  it.each([
    ['invalid_auth', 'token', 'the token in TEAM_TOKEN is not a token of any workspace (invalid_auth)'],
    ['token_revoked', 'token', 'the token in TEAM_TOKEN was revoked (token_revoked)'],
    ['account_inactive', 'token', 'belongs to an app or a user that was removed (account_inactive)'],
    ['missing_scope: needed: chat:write', 'token', 'lacks a scope: it needs chat:write and channels:history'],
    ['http_404', 'api', "what answers at https://slack.test/api/ is not Slack's Web API (status 404)"],
  ])('that meets %s is of no use', (error, reason, what) => {
    const verdict = refused(error);
    expect(verdict).toMatchObject({ is: 'unusable', trouble: { reason, what: expect.stringContaining(what) } });
    expect(troubleReasons).toContain(reason);
  });

  it.each<[string, Refused['kind'], string]>([
    ['http_503', 'unknown', 'status 503'],
    ['ratelimited', 'wait', 'ratelimited'],
    ['internal_error', 'unknown', 'internal_error'],
    ['request_failed: internal error; reference=1', 'unknown', 'request_failed: internal error; reference=1'],
    ['an_error_of_next_year', 'never', 'an_error_of_next_year'],
  ])('is not judged by %s', (error, kind, why) => {
    expect(refused(error, kind)).toEqual({ is: 'unclear', why });
  });
});
