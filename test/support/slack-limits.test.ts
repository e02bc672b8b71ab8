import { describe, expect, test } from 'vitest';
import type { Json, SlackBlock } from '../../src/types.ts';
import { refusal } from './slack-limits.ts';

const x = (length: number) => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (more: Record<string, Json>) => ({ type: 'button', text: plain('ok'), ...more });
const actions = (...elements: Json[]): SlackBlock => ({ type: 'actions', elements });
const dividers = (count: number): SlackBlock[] => Array.from({ length: count }, () => ({ type: 'divider' }));
const fields = (count: number, length: number): SlackBlock[] => [
  { type: 'section', fields: Array.from({ length: count }, () => mrkdwn(x(length))) },
];
const sections = (count: number, length: number): SlackBlock[] =>
  Array.from({ length: count }, () => ({ type: 'section', text: mrkdwn(x(length)) }));

describe('the limits of Slack: just inside is taken, one more is refused', () => {
  test.each<[string, SlackBlock[], SlackBlock[], string]>([
    ['blocks', dividers(50), dividers(51), 'invalid_blocks'],
    ['section text', sections(1, 3000), sections(1, 3001), 'invalid_blocks'],
    ['some text in a section', sections(1, 1), sections(1, 0), 'invalid_blocks'],
    ['fields', fields(10, 1), fields(11, 1), 'invalid_blocks'],
    ['field text', fields(1, 2000), fields(1, 2001), 'invalid_blocks'],
    ['header', [{ type: 'header', text: plain(x(150)) }], [{ type: 'header', text: plain(x(151)) }], 'invalid_blocks'],
    [
      'plain headers',
      [{ type: 'header', text: plain('a') }],
      [{ type: 'header', text: mrkdwn('a') }],
      'invalid_blocks',
    ],
    [
      'button text',
      [actions(button({ text: plain(x(75)) }))],
      [actions(button({ text: plain(x(76)) }))],
      'invalid_blocks',
    ],
    ['button value', [actions(button({ value: x(2000) }))], [actions(button({ value: x(2001) }))], 'invalid_blocks'],
    ['action_id', [actions(button({ action_id: x(255) }))], [actions(button({ action_id: x(256) }))], 'invalid_blocks'],
    ['block_id', [{ type: 'divider', block_id: x(255) }], [{ type: 'divider', block_id: x(256) }], 'invalid_blocks'],
    ['types that exist', [{ type: 'divider' }], [{ type: 'dividor' }], 'invalid_blocks'],
    ['fields that exist', [{ type: 'divider' }], [{ type: 'divider', color: 'red' }], 'invalid_blocks'],
    ['the total', sections(5, 2640), [...sections(5, 2640), ...sections(1, 1)], 'msg_blocks_too_long'],
  ])('%s', (_, inside, outside, error) => {
    expect(refusal({ text: 'x', blocks: inside })).toBeNull();
    expect(refusal({ text: 'x', blocks: outside })).toMatchObject({ error });
  });

  test('a block_id stands once in a message', () => {
    const named = (id: string): SlackBlock => ({ type: 'divider', block_id: id });
    expect(refusal({ blocks: [named('a'), named('b')] })).toBeNull();
    expect(refusal({ blocks: [named('a'), named('a')] })).toMatchObject({ error: 'invalid_blocks' });
  });

  test('attachments count towards the total', () => {
    const half = sections(3, 2640);
    expect(refusal({ blocks: half, attachments: [{ blocks: half }] })).toMatchObject({ error: 'msg_blocks_too_long' });
  });

  test('a refusal says where', () => {
    expect(refusal({ blocks: sections(1, 3001) })?.messages.join()).toContain('json-pointer:/');
  });
});
