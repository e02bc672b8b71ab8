/** Slack's blocks and their limits, all in one place. */
import type { Message, SlackBlock } from '../types.ts';
import { clean, cleanLines, escape, truncate, unescape } from './escape.ts';

export const limits = {
  /** https://docs.slack.dev/reference/block-kit/blocks */
  blocks: 50,
  /** https://docs.slack.dev/reference/block-kit/blocks/section-block */
  section: 3000,
  /** https://docs.slack.dev/reference/block-kit/blocks/header-block */
  header: 150,
  /** https://docs.slack.dev/reference/block-kit/blocks/context-block */
  contextElements: 10,
  /** Of one text in a context block; as any text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
  contextText: 2000,
  /** Undocumented: `msg_blocks_too_long` was seen near 13,200. https://github.com/slackapi/bolt-js/issues/2509 */
  total: 12_000,
} as const;

const mrkdwn = (text: string): { type: string; text: string; verbatim: boolean } => ({
  type: 'mrkdwn',
  text,
  // Without it Slack links addresses and channel names that it finds in data.
  verbatim: true,
});

/** Markup cut to a length at a line's end, or else in the line: never in an entity or a token; open backticks and fences are closed. */
export function cutMarkup(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = max - 6;
  const lineEnd = text.lastIndexOf('\n', room);
  let cut = lineEnd > max / 2 ? `${text.slice(0, lineEnd)}\n…` : truncate(text, room);
  const open = cut.lastIndexOf('<');
  if (open > cut.lastIndexOf('>')) cut = `${cut.slice(0, open)}…`;
  const fences = cut.split('```');
  if (fences.length % 2 === 0) return `${cut.replace(/`{1,2}\u2026$/, '…')}\n\`\`\``;
  const loose = (
    fences
      .filter((_, i) => i % 2 === 0)
      .join('')
      .match(/`/g) ?? []
  ).length;
  return loose % 2 === 1 ? `${cut}\`` : cut;
}

/** A section of markup lines. */
export function section(...lines: string[]): SlackBlock {
  return { type: 'section', text: mrkdwn(cutMarkup(lines.join('\n') || '-', limits.section)) };
}

/** As many sections as the lines need, none cut inside a line that fits one. */
export function sections(lines: string[]): SlackBlock[] {
  const groups: string[][] = [];
  let size = Infinity;
  for (const line of lines) {
    if (size + line.length + 1 > limits.section) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(line);
    size += line.length + 1;
  }
  return groups.map((group) => section(...group));
}

/** Small print. More elements than Slack takes are joined into the last. */
export function context(...elements: string[]): SlackBlock {
  const kept = elements.slice(0, limits.contextElements);
  const rest = elements.slice(limits.contextElements);
  if (rest.length > 0) kept.push([kept.pop() ?? '', ...rest].join(' · '));
  return { type: 'context', elements: kept.map((text) => mrkdwn(cutMarkup(text || '-', limits.contextText))) };
}

/** Plain text: Slack formats nothing in it. */
export function header(text: string): SlackBlock {
  return {
    type: 'header',
    text: { type: 'plain_text', text: truncate(clean(text) || '-', limits.header), emoji: false },
  };
}

export const divider = (): SlackBlock => ({ type: 'divider' });

/** Data in a fence that it can not break out of, as a line of markup. Kept exactly, but for controls and runs of three backticks. */
export function fence(text: string, max: number = limits.section): string {
  const inner = escape(cleanLines(text).replace(/`{3,}/g, (run) => "'".repeat(run.length)));
  return `\`\`\`\n${truncate(inner, max - 8)}\n\`\`\``;
}

/** A section that holds nothing but data in a fence. */
export const codeBlock = (text: string): SlackBlock => section(fence(text));

/** The text of a block, markup and all, as one line each. */
export function textsOf(block: SlackBlock): string[] {
  const text = (value: unknown): string[] =>
    typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
      ? [value.text]
      : [];
  return [...text(block['text']), ...(Array.isArray(block['elements']) ? block['elements'].flatMap(text) : [])];
}

/** What a left-out block was about: its first words. */
function titleOf(block: SlackBlock): string {
  const first = textsOf(block)[0]?.split('\n')[0] ?? block.type;
  return truncate(clean(unescape(first).replace(/[*`<>_~]/g, '')), 30);
}

function clamp(block: SlackBlock): SlackBlock {
  const text = textsOf(block)[0] ?? '';
  if (block.type === 'section' && text.length > limits.section) return section(text);
  const elements = Array.isArray(block['elements']) ? block['elements'].length : 0;
  const long = textsOf(block).some((t) => t.length > limits.contextText);
  return block.type === 'context' && (elements > limits.contextElements || long) ? context(...textsOf(block)) : block;
}

const count = (message: Message): number =>
  message.blocks.length + message.attachments.reduce((sum, a) => sum + a.blocks.length, 0);
const fits = (message: Message): boolean =>
  count(message) <= limits.blocks && JSON.stringify(message).length <= limits.total;

/** The message without its last block. */
function withoutLast(message: Message): { message: Message; block: SlackBlock | undefined } {
  const attachments = message.attachments.filter((a) => a.blocks.length > 0);
  const last = attachments.at(-1);
  if (!last)
    return { message: { ...message, attachments, blocks: message.blocks.slice(0, -1) }, block: message.blocks.at(-1) };
  const shorter = { ...last, blocks: last.blocks.slice(0, -1) };
  return { message: { ...message, attachments: [...attachments.slice(0, -1), shorter] }, block: last.blocks.at(-1) };
}

function withNote(message: Message, dropped: string[]): Message {
  const names = [...new Set(dropped.toReversed())]
    .slice(0, 5)
    .map((name) => escape(name))
    .join(', ');
  const note = context(`Left out, too long for Slack: ${dropped.length} blocks (${names})`);
  const last = message.attachments.at(-1);
  if (!last) return { ...message, blocks: [...message.blocks, note] };
  return {
    ...message,
    attachments: [...message.attachments.slice(0, -1), { ...last, blocks: [...last.blocks, note] }],
  };
}

/** A message that Slack takes: its last blocks go first, and a line says what was left out. */
export function fit(message: Message): Message {
  const texts = { text: truncate(message.text, limits.section) };
  let rest: Message = {
    ...texts,
    blocks: message.blocks.map(clamp),
    attachments: message.attachments.map((a) => ({
      ...a,
      fallback: truncate(a.fallback, limits.section),
      blocks: a.blocks.map(clamp),
    })),
  };
  if (fits(rest)) return rest;
  const dropped: string[] = [];
  while (!fits(dropped.length > 0 ? withNote(rest, dropped) : rest)) {
    const { message: shorter, block } = withoutLast(rest);
    if (!block) return { ...texts, blocks: [], attachments: [] };
    rest = shorter;
    dropped.push(titleOf(block));
  }
  return withNote(rest, dropped);
}
