/** The thread's reply: the container's last words, newest kept. */
import type { Incident, LogTail, Message, SlackBlock } from '../types.ts';
import { fence, fit, limits, section } from './blocks.ts';
import { clean, cleanLines, code, date, escape, truncate, unformatted } from './escape.ts';
import { plural } from './words.ts';

const mostLines = 40;
const longestLine = 400;
/** Escaped characters of log in all: the rest of the message must fit in too. */
const room = 8000;

type Line = LogTail['lines'][number];

/** `14:02:10 text`; the time is the runtime's, in UTC. */
function show({ at, text }: Line): string {
  const time = /T(\d\d:\d\d:\d\d)/.exec(at)?.[1];
  const shown = truncate(cleanLines(text).replace(/\s*\n\s*/g, ' ⏎ '), longestLine);
  return time === undefined ? shown : `${time} ${shown}`;
}

/** The newest lines that fit, oldest first. */
function newest(lines: Line[]): string[] {
  const shown: string[] = [];
  let left = room;
  for (const line of lines.slice(-mostLines).toReversed()) {
    const text = show(line);
    left -= JSON.stringify(escape(text)).length;
    if (left < 0) break;
    shown.unshift(text);
  }
  return shown;
}

/** Fences of lines, each within a section. */
function fences(lines: string[]): SlackBlock[] {
  const groups: string[][] = [];
  let size = Infinity;
  for (const line of lines) {
    const length = escape(line).length + 1;
    if (size + length > limits.section - 100) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(line);
    size += length;
  }
  return groups.map((group) => section(fence(group.join('\n'))));
}

/** The log tail as a reply in the incident's thread; null when there is no line to show. */
export function composeLog(incident: Incident): Message | null {
  const { log, subject } = incident.diagnosis;
  const lines = newest(log?.lines ?? []);
  const last = log?.lines.at(-1);
  if (!log || !last || lines.length === 0) return null;
  const whose = log.run === 'next' ? 'Log of the next run' : 'Last words';
  const of = subject.container === null ? '' : ` of ${subject.container}`;
  const who = subject.container === null ? '' : ` of ${code(subject.container)}`;
  const where = subject.pod === null ? '' : ` in pod ${code(subject.pod)}`;
  const until = last.at === '' ? '' : `, until ${date(last.at)}`;
  const title = `${plural(lines.length, 'line')}${until}; times in it are UTC`;
  return fit({
    text: unformatted(truncate(clean(`${whose}${of}: ${lines.at(-1) ?? ''}`), 300)),
    blocks: [section(`*${whose}*${who}${where} (${title})`), ...fences(lines)],
    attachments: [],
  });
}
