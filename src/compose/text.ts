/** A message as plain text, for terminals and for the golden files of the tests. */
import type { Message, SlackBlock } from '../types.ts';
import { textsOf } from './blocks.ts';
import { unescape } from './escape.ts';

const dateToken = /<!date\^[^|>]*\|([^>]*)>/g;
const linkToken = /<(https?:[^|>]*)\|[^>]*>/g;
/** Our own bold: a title at the start of a line, or the whole first line after its sign. */
const bold = /^(\P{L}{0,4} )?\*(.+?)\*(?=$| )/gmu;

/** Markup without markup: dates by their fallback, links by their address, titles without stars, fences without their marks, backticks as they are. */
function plain(markup: string): string {
  return markup
    .split(/```\n?/)
    .map((part, i) =>
      unescape(i % 2 === 1 ? part : part.replace(dateToken, '$1').replace(linkToken, '$1').replace(bold, '$1$2')),
    )
    .join('')
    .trimEnd();
}

function show(block: SlackBlock): string {
  const texts = textsOf(block).map(plain);
  return block.type === 'divider' ? '---' : texts.join(block.type === 'context' ? ' · ' : '\n');
}

/** Every block of a message, a blank line between them; markup and escapes are gone, commands can be pasted. */
export function toText(message: Message): string {
  const blocks = [...message.blocks, ...message.attachments.flatMap((a) => a.blocks)];
  return blocks.length === 0 ? message.text : blocks.map(show).join('\n\n');
}
