import { expect, it } from 'vitest';
import { advised } from '../../src/facts/slack-advice.ts';

it.each([
  ['not_in_channel', /^not_in_channel – invite its app .*\/invite @lastword$/],
  ['channel_not_found: more', /^channel_not_found: more – there is no such channel, or it is private/],
  ['is_archived', /unarchive it/],
  ['fatal_error', /^fatal_error$/],
])('%s is told with what to do about it, where that is known', (error, said) => {
  expect(advised(error)).toMatch(said);
});
