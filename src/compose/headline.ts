/** What every message of ours is made of: a first line, bold and as plain text, and the coloured rest below it. */
import type { Message, SlackBlock } from '../types.ts';
import { fit, section, sections } from './blocks.ts';
import { clean, prose, truncate, unformatted } from './escape.ts';
import type { Look } from './words.ts';

/** `line` is plain text with data in it; what stands in backticks becomes code. The message is within Slack's limits. */
export function messageOf({ emoji, word, color }: Look, line: string, blocks: SlackBlock[]): Message {
  const text = unformatted(truncate(`${emoji} ${word} · ${clean(line).replaceAll('`', '')}`, 400));
  return fit({
    text,
    blocks: [section(`${emoji} *${word} · ${prose(line, 600)}*`)],
    attachments: [{ color, fallback: text, blocks }],
  });
}

/** A list with a title; nothing when it is empty. Lines are markup. */
export const titled = (title: string, lines: string[]): SlackBlock[] =>
  lines.length === 0 ? [] : sections([`*${title}*`, ...lines.map((line) => `• ${line}`)]);

/** The first of them, and the number of the others. */
export function atMost(most: number, lines: string[], word: string): string[] {
  const rest = lines.length - most;
  return rest > 0 ? [...lines.slice(0, most), `and ${rest} more ${word}${rest === 1 ? '' : 's'}`] : lines;
}
