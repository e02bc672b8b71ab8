/**
 * Data → Slack's mrkdwn. Nothing from a label or a log may mention, link, format, hide or flip anything, and what is in backticks
 * must stay pasteable as it is. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
import { withoutColours } from '../facts/colours.ts';
import { webLink } from '../facts/links.ts';
import { millis } from '../facts/time.ts';

/** Control characters; what flips direction (061C, 200E-F, 202A-E, 2066-9); what is invisible (AD, 200B, 2060-4, FEFF, tags). */
const unseen =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Longest data that is looked at: what is cut off later need not be read. */
const longest = 12_000;

/** Text without controls, bidi controls and invisible characters, lines kept; half surrogate pairs become U+FFFD. */
export function cleanLines(text: string): string {
  const short = text.length > longest ? text.slice(0, longest) : text;
  return withoutColours(short.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')).replace(unseen, '');
}

/** The same on one line. */
export const clean = (text: string): string => cleanLines(text).replace(/\s+/g, ' ').trim();

/** Slack's own three: everything else would be shown as it is written. */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The reverse, for terminals and tests. */
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Cuts escaped text to `max` UTF-16 units, with `…` at the end; never inside an entity or a surrogate pair. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${cut.replace(/&[a-z]{0,3}$/, '').replace(/[\ud800-\udbff]$/, '')}…`;
}

const looksLike: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };
/** A delimiter that Slack would act on: not inside a word. `DB_HOST` is safe, `__init__`, `*.log` and `~/x` are not. */
const delimiter = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu;
/** `:name:` becomes an emoji; of the numbers only these two do, so that `14:02:10` is a time. */
const emoji = /:(?:[a-z_+'-][\w+'-]*|100|1234):/i;

const isActive = (word: string): boolean => word.search(delimiter) >= 0 || emoji.test(word);

/** Text whose delimiters are replaced by look-alikes: where backticks can not help, and nobody pastes. */
export function unformatted(text: string): string {
  return escape(text.replace(delimiter, (c) => looksLike[c] ?? c).replaceAll('`', 'ˋ'));
}

/** A name or a value in backticks: shown and pasted exactly as it is. */
export function code(text: string): string {
  const shown = clean(text).replaceAll('`', "'");
  return shown === '' ? '`-`' : `\`${escape(shown)}\``;
}

/** `namespace `shop``, as small print says where something was; nothing where it is not known. */
export const named = (what: string, name: string | null): string[] => (name === null ? [] : [`${what} ${code(name)}`]);

/** Slack's viewer-local date. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function date(time: string): string {
  const at = millis(time);
  if (at === null) return unformatted(clean(time));
  const fallback = new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${fallback}>`;
}

/** A link that shows its host; null for an address that nobody should follow. https://docs.slack.dev/messaging/formatting-message-text#linking-urls */
export function link(address: string | null): string | null {
  const to = webLink(address);
  return to && `<${escape(to.href)}|${escape(clean(to.host))}>`;
}

const timeWord = /^([(]?)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)([),.;:]{0,2})$/;

/** One word of a sentence. A word that Slack would format goes into backticks, or, beside a backtick, is written in look-alikes. */
function word(text: string, besideCode: boolean, quoted: boolean): string {
  const [, open = '', time, close = ''] = quoted ? [] : (timeWord.exec(text) ?? []);
  if (time !== undefined) return `${open}${date(time)}${close}`;
  if (!isActive(text)) return escape(text);
  return besideCode ? unformatted(text).replaceAll(':', '∶') : code(text);
}

/** What stands between backticks: words, of which the first and the last may touch one. */
function words(text: string, isFirst: boolean, isLast: boolean, quotes: { open: boolean }): string {
  const parts = text.split(/(\s+)/);
  return parts
    .map((part, i) => {
      const quoted = quotes.open || part.startsWith('"');
      if ((part.match(/"/g)?.length ?? 0) % 2 === 1) quotes.open = !quotes.open;
      if (part === '' || part.trim() === '') return part;
      // At the start of a line even an escaped `>` quotes.
      if (isFirst && i === 0 && part.startsWith('>')) return code(part);
      return word(part, (i === 0 && !isFirst) || (i === parts.length - 1 && !isLast), quoted);
    })
    .join('');
}

const endsInLetter = /[\p{L}\p{N}]$/u;
const startsWithLetter = /^[\p{L}\p{N}]/u;

function render(text: string): string {
  // Several backticks in a row would open a fence; one without a partner opens nothing that we mean.
  const parts = text.replace(/`{2,}/g, "'").split('`');
  const last = parts.length % 2 === 0 ? parts.pop() : undefined;
  if (last !== undefined) parts.push(`${parts.pop() ?? ''}'${last}`);
  const quotes = { open: false };
  return parts.reduce((out, part, i) => {
    const isCode = i % 2 === 1;
    const shown = isCode ? code(part) : words(part, i === 0, i === parts.length - 1, quotes);
    // A backtick that touches a letter is none to Slack, and what it was to protect would be formatted.
    const touches = isCode ? endsInLetter.test(out) : i > 0 && startsWithLetter.test(shown);
    const doubles = out.endsWith('`') && shown.startsWith('`');
    return touches || doubles ? `${out} ${shown}` : out + shown;
  }, '');
}

/**
 * One line of our own words with data in it: `commands` and `fields` in backticks stay code, RFC 3339 times outside of quotation
 * marks become the reader's own, everything else is shown as it is.
 * @param max longest result in UTF-16 units
 */
export function prose(text: string, max = 1000): string {
  const line = clean(text);
  let keep = Math.min(line.length, max);
  let shown = render(truncate(line, keep));
  while (shown.length > max && keep > 1) {
    keep = Math.min(keep - 1, Math.floor((keep * max) / shown.length));
    shown = render(truncate(line, keep));
  }
  return shown;
}
