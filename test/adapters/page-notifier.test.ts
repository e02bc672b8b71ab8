import { describe, expect, test } from 'vitest';
import { pageNotifier } from '../../src/adapters/page-notifier.ts';
import { message, notifierContract } from '../contract/notifier.ts';

describe('the web page in place of Slack', () => {
  notifierContract(() =>
    Promise.resolve({ notifier: pageNotifier(), channel: 'page', close: () => Promise.resolve() }),
  );

  test('a delivery posted again after a crash is the same message', async () => {
    const before = await pageNotifier().post('page', message('one'), 'd-1', null);
    expect(await pageNotifier().post('page', message('one'), 'd-1', null)).toEqual(before);
  });
});
