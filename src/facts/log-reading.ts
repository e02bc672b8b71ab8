/** Reading the end of a log: the line that tells most, quoted and never paraphrased. */
import type { Because, LogTail } from '../types.ts';
import { exceptionAt, isTraceLine } from './log-exceptions.ts';
import { millis } from './time.ts';

type Line = LogTail['lines'][number];

/** Words with which programs say that something went wrong. */
const errorWords =
  /\b(errors?|exception|fatal|panic|panicked|traceback|cannot|can't|could not|couldn't|failed|failure|refused|denied|not found|not known|not set|no such|read-only file|does not resolve|no space|already in use|unbound variable|out of memory|unhandled|segmentation|abort(?:ed|ing))\b/i;
/** The names of exceptions, and libc's and Node's error codes (`ECONNREFUSED`). */
const errorNames =
  /[A-Z]\w+(?:Error|Exception)\b|\bE(?:ACCES|PERM|NOENT|ROFS|NOSPC|ADDRINUSE|CONN[A-Z]+|TIMEDOUT|AI_AGAIN)\b/;
/** The same words, saying that nothing did: `0 errors`, `no failures`, `error_count=0`, `"error":null`, `failed: false`. */
const nothingWrong =
  /\b(?:0|no|zero|without(?: any)?)\s+(?:\w+\s+)?(?:errors?|failures?|failed|exceptions?|fatal|panics?)\b|[\w.-]*(?:error|fail(?:ed|ure)?|exception)s?[\w.-]*["']?\s*[=:]\s*(?:0\b|false\b|null\b|none\b|nil\b|""|''|\[\]|\{\})/gi;
/** A level that says the program itself thinks nothing of it. */
const harmlessLevel =
  /^\W*(?:\S+\s+){0,3}?\W*(?:info|debug|trace|notice)\b|\blevel["']?[=:]\s*["']?(?:info|debug|trace)\b/i;

/** Longer lines are judged by their beginning. */
const judged = 2000;

function isErrorLike(text: string): boolean {
  const rest = text.slice(0, judged).replaceAll(nothingWrong, ' ');
  return (errorWords.test(rest) || errorNames.test(rest)) && !isTraceLine(text);
}

/** Longest quote in a sentence; the thread has the whole line. */
const quoteLimit = 140;

export const shorten = (text: string, limit = quoteLimit): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;

/** The last error-like lines, at most `most`, oldest first; lines of a stack trace are none. */
export const errorLines = (log: LogTail, most: number): Line[] =>
  log.lines.filter((line) => isErrorLike(line.text)).slice(-most);

/** How much may follow an exception for it to be what ended the program: a few goodbyes, not another chapter. */
const goodbyes = 10;

/** The exception's own line, when little but its trace follows it. */
function lastException(log: LogTail): Line | null {
  const at = exceptionAt(log.lines);
  if (at === null) return null;
  const after = log.lines.slice(at + 1).filter((line) => !isTraceLine(line.text));
  return after.length <= goodbyes ? (log.lines[at] ?? null) : null;
}

/**
 * The line that says what went wrong: the exception's own, else the last error-like line, one that does not call itself information
 * before one that does; null when none does.
 */
export function tellingLine(log: LogTail): Line | null {
  const exception = lastException(log);
  if (exception) return exception;
  const lines = errorLines(log, log.lines.length);
  return lines.findLast((line) => !harmlessLevel.test(line.text)) ?? lines.at(-1) ?? null;
}

/** The last thing that was written, whatever it says. */
export const lastLine = (log: LogTail): Line | null => log.lines.at(-1) ?? null;

/** What was written after a moment (RFC 3339), oldest first; a second before it counts, for whole-second times. */
export function linesAfter(log: LogTail, moment: string): Line[] {
  const from = millis(moment) ?? Infinity;
  return log.lines.filter((line) => (millis(line.at) ?? 0) >= from - 1000);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * True when the last line breaks off: where the lines before it are JSON, or close all their quotes, and it does not. The API ends
 * every line for the program, so that only the line's own form can tell.
 */
export function endsInMidLine(log: LogTail): boolean {
  const last = lastLine(log)?.text.trim() ?? '';
  const before = log.lines.slice(0, -1).map((line) => line.text.trim());
  if (last.startsWith('{')) return before.some((text) => text.startsWith('{') && isJson(text)) && !isJson(last);
  const open = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;
  return open(last) && before.some((text) => text.includes('"')) && !before.some(open);
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
