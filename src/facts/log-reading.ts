/** Reading the end of a log: the line that tells most, quoted and never paraphrased. */
import type { Because, LogTail } from '../types.ts';
import { millis } from './time.ts';

type Line = LogTail['lines'][number];

/** Words with which programs say that something went wrong. */
const errorLike =
  /\b(error|exception|fatal|panic|panicked|traceback|cannot|can't|could not|failed|failure|refused|denied|not found|no such|out of memory|unhandled|segmentation)\b|[A-Z]\w+(Error|Exception)\b/i;
/** Lines that continue a stack trace: the line before them says what happened. */
const stackFrame = /^\s+(at |File "|\.\.\. \d+ more|from )|^\s*\d+:\s+0x|^goroutine \d+/;

/** Longest quote in a sentence; the thread has the whole line. */
const quoteLimit = 140;

export const shorten = (text: string, limit = quoteLimit): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;

/** The last line that says what went wrong; null when none does. */
export function tellingLine(log: LogTail): Line | null {
  return log.lines.findLast((line) => errorLike.test(line.text) && !stackFrame.test(line.text)) ?? null;
}

/** The last thing that was written, whatever it says. */
export const lastLine = (log: LogTail): Line | null => log.lines.at(-1) ?? null;

/** What was written after a moment (RFC 3339), oldest first. */
export function linesAfter(log: LogTail, moment: string): Line[] {
  const from = millis(moment) ?? Infinity;
  return log.lines.filter((line) => (millis(line.at) ?? 0) >= from - 1000);
}

/** A because-line that quotes a log line, saying whose it is when it is not the stopped run's. */
export function quoteLine(log: LogTail, line: Line, introduction: string): Because {
  const whose = log.run === 'next' ? 'the run after it logged' : introduction;
  const when = line.at ? ` at ${line.at.replace(/\.\d+/, '')}` : '';
  return {
    text: `${whose}${when}: "${shorten(line.text.trim(), 300)}"`,
    sources: [{ path: log.path, field: '', value: shorten(line.text.trim(), 300) }],
  };
}
