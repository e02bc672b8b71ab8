/** How a Notifier on Slack tells failures apart. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/types.ts';
import type { Fault } from '../support/slack-faults.ts';
import { message, section } from './notifier.ts';
import type { OnSlack } from './slack.ts';

/** How failures are told apart. */
export function failures(on: OnSlack, refused: 'wait' | 'unknown'): void {
  describe('what goes wrong', () => {
    const codes = (kind: string, ...errors: string[]) => errors.map((error): [string, string] => [error, kind]);

    test.each([
      ...codes(
        'never',
        'channel_not_found',
        'not_in_channel',
        'is_archived',
        'account_inactive',
        'token_revoked',
        'missing_scope',
        'restricted_action',
      ),
      ...codes('wait', 'ratelimited', 'service_unavailable'),
      ...codes('plain', 'invalid_blocks', 'msg_blocks_too_long', 'msg_too_long', 'metadata_too_large'),
      ...codes('unknown', 'fatal_error', 'internal_error'),
      ...codes('never', 'an_error_of_next_year'),
    ])('%s is %s', async (error, kind) => {
      await on.slack.failNext({ kind: 'error', error });
      expect(await on.post('one', 'd-1')).toEqual({ ok: false, kind, error, retryAfterSeconds: null });
      expect(await on.slack.messages()).toEqual([]);
    });

    test.each(['edit_window_closed', 'cant_update_message', 'message_not_found'])(
      'an update that meets %s will never do',
      async (error) => {
        const ts = await on.postedTs('d-1');
        await on.slack.failNext({ kind: 'error', error });
        expect(await on.notifier.update(on.slack.channel, ts, message('two'))).toMatchObject({ kind: 'never', error });
      },
    );

    test('a wrong token will never do, and the answer does not repeat it', async () => {
      const stranger = on.make({ token: 'xoxb-stranger', api: on.slack.url });
      const answer = await stranger.post(on.slack.channel, message('one'), 'd-1', null);
      expect(answer).toEqual({ ok: false, kind: 'never', error: 'invalid_auth', retryAfterSeconds: null });
    });

    test('a channel that does not exist will never do', async () => {
      expect(await on.notifier.post('C0NOWHERE', message('one'), 'd-1', null)).toMatchObject({
        kind: 'never',
        error: 'channel_not_found',
      });
    });

    test('a rate limit is waited out for as long as Slack says, and not retried here', async () => {
      await on.slack.failNext({ kind: 'rate-limited', retryAfterSeconds: 17 });
      expect(await on.post('one', 'd-1')).toEqual({
        ok: false,
        kind: 'wait',
        error: 'ratelimited',
        retryAfterSeconds: 17,
      });
      expect(await on.slack.calls()).toHaveLength(1);
    });

    test('at a strict pace the second message of a second waits', async () => {
      await on.slack.setFaults({ strictPace: true });
      expect(await on.post('one', 'd-1')).toMatchObject({ ok: true });
      expect(await on.post('two', 'd-2')).toMatchObject({ kind: 'wait', retryAfterSeconds: 1 });
    });

    test.each([500, 502, 503, 408])('status %i leaves open whether it was posted', async (status) => {
      await on.slack.failNext({ kind: 'status', status });
      expect(await on.post('one', 'd-1')).toMatchObject({ kind: 'unknown', error: `http_${status}` });
    });

    test.each([302, 403, 404])('status %i was not Slack’s and will never do', async (status) => {
      await on.slack.failNext({ kind: 'status', status });
      expect(await on.post('one', 'd-1')).toMatchObject({ kind: 'never', error: `http_${status}` });
    });

    test.each<[string, Fault]>([
      ['no answer in time', { kind: 'hang' }],
      ['published, and no answer in time', { kind: 'hang', publish: true }],
      ['published, and the connection was cut', { kind: 'cut', publish: true }],
      ['published, and the answer is no JSON', { kind: 'garbled', publish: true }],
      ['published, and then a fatal error', { kind: 'error', error: 'fatal_error', publish: true }],
    ])('%s is an unknown outcome, and looking tells', async (_, fault) => {
      const hasty = on.make({ token: on.slack.token, api: on.slack.url, timeoutMs: 200 });
      await on.slack.failNext(fault);
      expect(await hasty.post(on.slack.channel, message('one'), 'd-1', null)).toMatchObject({
        ok: false,
        kind: 'unknown',
      });
      const shown = await on.slack.messages();
      expect(shown).toHaveLength(fault.publish === true ? 1 : 0);
      expect(await on.notifier.find(on.slack.channel, 'd-1', 0, null)).toEqual({ ok: true, ts: shown[0]?.ts ?? null });
    });

    test(`a refused connection is ${refused}`, async () => {
      await on.slack.close();
      expect(await on.post('one', 'd-1')).toMatchObject({ ok: false, kind: refused });
    });
  });
}

/** What Slack does not take. */
export function refusals(on: OnSlack): void {
  describe('what Slack does not take', () => {
    const long = (length: number) => 'x'.repeat(length);

    test.each<[string, Partial<Message>, string]>([
      ['a section of 3001 characters', { blocks: [section(long(3001))] }, 'invalid_blocks'],
      ['51 blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
      ['a block type that does not exist', { blocks: [{ type: 'sectoin' }] }, 'invalid_blocks'],
      [
        'bad blocks in an attachment',
        { attachments: [{ color: '#d00000', fallback: 'x', blocks: [section('')] }] },
        'invalid_attachments',
      ],
      [
        'over 13,200 characters in blocks',
        { blocks: Array.from({ length: 5 }, () => section(long(2700))) },
        'msg_blocks_too_long',
      ],
      ['a text of 40,001 characters', { text: long(40_001) }, 'msg_too_long'],
    ])('%s is to be tried again as plain text', async (_, part, code) => {
      const answer = await on.notifier.post(on.slack.channel, { ...message('one'), ...part }, 'd-1', null);
      expect(answer).toMatchObject({
        ok: false,
        kind: 'plain',
        error: expect.stringMatching(new RegExp(`^${code}(: |$)`)),
      });
      expect(await on.slack.messages()).toEqual([]);
    });

    test('plain text alone is taken', async () => {
      expect(
        await on.notifier.post(on.slack.channel, { text: 'one', blocks: [], attachments: [] }, 'd-1', null),
      ).toMatchObject({ ok: true });
      expect(await on.slack.messages()).toMatchObject([{ text: 'one', blocks: [], attachments: [] }]);
    });
  });
}
