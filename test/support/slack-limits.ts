/**
 * What Slack refuses in a message and the emulator accepts. https://docs.slack.dev/reference/block-kit/blocks
 * The total is undocumented: about 13,200 characters were measured.
 */
import { z } from 'zod';
import type { Json } from '../../src/types.ts';

const maxTotal = 13_200;
const maxText = 40_000;

const blockId = z.string().max(255).optional();
const actionId = z.string().max(255).optional();
const emoji = z.boolean().optional();
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: actionId,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z.unknown().optional(),
  accessibility_label: z.string().max(75).optional(),
});
const image = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().max(3000),
  alt_text: z.string().min(1).max(2000),
});
/** Elements whose insides are not checked: lastword does not use them. */
const otherElement = z.looseObject({
  type: z.enum([
    'overflow',
    'datepicker',
    'static_select',
    'multi_static_select',
    'radio_buttons',
    'checkboxes',
    'timepicker',
  ]),
  action_id: actionId,
});
const element = z.union([button, image, otherElement]);

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: element.optional(),
    expand: z.boolean().optional(),
  })
  .refine((s) => s.text !== undefined || s.fields !== undefined, 'must have text or fields');

const block = z.union([
  section,
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.union([plain(3000), mrkdwn(3000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: blockId,
    elements: z
      .array(z.union([button, otherElement]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('image'),
    block_id: blockId,
    image_url: z.string().max(3000),
    alt_text: z.string().min(1).max(2000),
    title: plain(2000).optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id: blockId, text: z.string().min(1).max(12_000) }),
  z.looseObject({ type: z.enum(['rich_text', 'table']), block_id: blockId }),
]);

const blocks = z
  .array(block)
  .max(50)
  .refine((list) => unique(list.flatMap((b) => b.block_id ?? [])), 'block_id must be unique');
const attachments = z
  .array(z.strictObject({ color: z.string().optional(), fallback: z.string().optional(), blocks: blocks.optional() }))
  .max(100);

/** A refusal as Slack words it: the code, and where it saw what. */
export type Refusal = { error: string; messages: string[] };

/** What Slack would say to these arguments of chat.postMessage or chat.update; null when it would take them. */
export function refusal(body: Record<string, Json>): Refusal | null {
  if (typeof body['text'] === 'string' && body['text'].length > maxText) return { error: 'msg_too_long', messages: [] };
  const bad =
    problem('invalid_blocks', blocks, body['blocks']) ??
    problem('invalid_attachments', attachments, body['attachments']);
  if (bad !== null) return bad;
  const total = characters(body['blocks']) + characters(body['attachments']);
  return total > maxTotal ? { error: 'msg_blocks_too_long', messages: [] } : null;
}

function problem(error: string, schema: z.ZodType, value: Json | undefined): Refusal | null {
  if (value === undefined) return null;
  const result = schema.safeParse(value);
  if (result.success) return null;
  return {
    error,
    messages: result.error.issues.map((i) => `[ERROR] ${i.message} [json-pointer:/${i.path.join('/')}]`),
  };
}

/** The characters that a reader sees: every `text`, at any depth. */
function characters(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : characters(inner)),
    0,
  );
}

function unique(values: string[]): boolean {
  return new Set(values).size === values.length;
}
