/** Slack's markup as HTML: what compose/ writes and no more. Strings become text nodes, which hono/jsx escapes. */
import type { Child, FC } from 'hono/jsx';
import type { Json, Message, SlackBlock } from '../types.ts';

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Code, bold (which may hold code), a date with its fallback. */
const markup =
  /`([^`\n]+)`|(?<![\p{L}\p{N}])\*((?:`[^`\n]*`|[^*`\n])+)\*(?![\p{L}\p{N}])|<!date\^(\d{1,12})\^[^|>]*\|([^>]*)>/gu;

/** The reader's own time once the page's script has run, UTC until then. */
export const Time: FC<{ at: string; children?: Child }> = ({ at, children }) => (
  <time datetime={at}>{children ?? at.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')}</time>
);

/** One line of markup. */
export function inline(line: string): Child[] {
  const shown: Child[] = [];
  let at = 0;
  for (const match of line.matchAll(markup)) {
    const [whole, code, bold, unix, fallback] = match;
    shown.push(unescape(line.slice(at, match.index)));
    if (code !== undefined) shown.push(<code>{unescape(code)}</code>);
    else if (bold !== undefined) shown.push(<strong>{inline(bold)}</strong>);
    else shown.push(<Time at={new Date(Number(unix) * 1000).toISOString()}>{unescape(fallback ?? '')}</Time>);
    at = match.index + whole.length;
  }
  return [...shown, unescape(line.slice(at))];
}

/** A sentence that is no markup: what stands between backticks is code, all else is text. */
export function withCode(text: string): Child[] {
  const parts = text.split('`');
  return parts.length % 2 === 0 ? [text] : parts.map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part));
}

const isBullet = (line: string): boolean => line.startsWith('• ');

/** Lines: a bold one is a title, bullets are a list, the rest are paragraphs. */
function lines(text: string): Child[] {
  const shown: Child[] = [];
  let bullets: string[] = [];
  const closeList = (): void => {
    if (bullets.length > 0)
      shown.push(
        <ul>
          {bullets.map((line) => (
            <li>{inline(line.slice(2))}</li>
          ))}
        </ul>,
      );
    bullets = [];
  };
  for (const line of text.split('\n')) {
    if (isBullet(line)) bullets.push(line);
    else {
      closeList();
      const title = /^\*([^*`]+)\*$/.exec(line)?.[1];
      if (title !== undefined) shown.push(<h3>{unescape(title)}</h3>);
      else if (line.trim() !== '') shown.push(<p>{inline(line)}</p>);
    }
  }
  closeList();
  return shown;
}

/** A text of markup: fences and what stands between them. */
export const Mrkdwn: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split('```').map((part, i) =>
      i % 2 === 1 ? (
        <pre tabindex={0}>
          <code>{unescape(part.replace(/^\n|\n$/g, ''))}</code>
        </pre>
      ) : (
        lines(part)
      ),
    )}
  </>
);

/** The text of a text object, if it is one. */
export const textOf = (value: Json | undefined): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['text'] === 'string'
    ? [value['text']]
    : [];

const Block: FC<{ block: SlackBlock }> = ({ block }) => {
  const elements = Array.isArray(block['elements']) ? block['elements'].flatMap(textOf) : [];
  if (block.type === 'divider') return <hr />;
  if (block.type === 'context')
    return (
      <ul class="context">
        {elements.map((text) => (
          <li>{inline(text)}</li>
        ))}
      </ul>
    );
  return (
    <>
      {textOf(block['text']).map((text) => (
        <Mrkdwn text={text} />
      ))}
    </>
  );
};

/** The blocks of a message in order, its attachments' last. */
export const Blocks: FC<{ blocks: SlackBlock[] }> = ({ blocks }) => (
  <>
    {blocks.map((block) => (
      <Block block={block} />
    ))}
  </>
);

/** All of a message. */
export const Whole: FC<{ message: Message }> = ({ message }) => (
  <>
    <Blocks blocks={message.blocks} />
    {message.attachments.map((attachment) => (
      <Blocks blocks={attachment.blocks} />
    ))}
  </>
);
