/**
 * Finding the line in which a language's runtime says what ended the program. Formats: Java's Throwable.printStackTrace, Python's
 * traceback module, Go's runtime (panic, fatal error), Node's uncaught errors, .NET's unhandled exceptions, Ruby's and Rust's own.
 */
import type { LogTail } from '../types.ts';

type Line = LogTail['lines'][number];

/** Lines that belong to a trace: frames, and what runtimes write around them. The line that tells stands before or after them. */
const traceLines = [
  /^\s+(?:at |File "|from |\^|~|\.\.\. \d+ (?:more|common frames|levels))/,
  /^\s*--- End of /,
  /^\s*\d+:\s+(?:0x|<?\w+.*::)/,
  /^goroutine \d+|^created by |^exit status \d+|^\[signal /,
  /^[\w./()*-]+\(.*\)$|^\t\S+\.go:\d+/,
  /^note: run with |^stack backtrace:/,
  /^Node\.js v\d|^node:internal|^Require stack:|^- \/|^\s*(?:throw |code: |errno: |syscall: |requireStack: |[}\]],?$)/,
  /^(?:The above exception was|During handling of the above)/,
];
/** True for a line that only continues a stack trace. */
export const isTraceLine = (text: string): boolean => traceLines.some((shape) => shape.test(text));

/** `java.lang.IllegalStateException: …`, `TypeError: …`, `psycopg2.OperationalError: …`, `Error [ERR_X]: …`. */
const namedError =
  /^(?:Uncaught )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception|Throwable|Interrupt|Exit)\b(?: \[\w+\])?(?::|\s|$)/;
/** Log frameworks put time and level before it. */
const loggedError = /\b(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception)(?: \[\w+\])?: /;
const frame = /^\s+at /;
/** Longer lines are judged by their beginning. */
const lookedAt = 2000;
/** How many lines may stand between an error's first line and its first frame: messages have several lines at times. */
const frameWithin = 6;

const whole = [
  /^Caused by: \S/, // Java's root cause: the last one
  /^\s*\[cause\]: \S/, // Node's
  /^\s*---> \S/, // .NET's inner exception
  /^Exception in thread "/,
  /^Unhandled exception\. \S/,
  /^\s*panic: \S/,
  /^fatal error: \S/,
  /^\S+\.rb:\d+:in [`'].*\([A-Z][\w:]*\)$/,
  /^thread '[^']*'(?: \(\d+\))? panicked at '.*', \S+:\d+:\d+$/, // Rust before 1.73: message and place in one line
];
const rustPanic = /^thread '[^']*'(?: \(\d+\))? panicked at \S+:\d+:\d+:$/;
const traceback = /Traceback \(most recent call last\):$/;

/** The line after a traceback's frames: the first that is not indented. */
function afterTraceback(lines: Line[], from: number): number | null {
  const at = lines.findIndex((line, i) => i > from && !/^\s/.test(line.text));
  return at < 0 ? null : at;
}

function hasFrames(lines: Line[], at: number): boolean {
  const next = lines.slice(at + 1, at + 1 + frameWithin);
  const first = next.findIndex((line) => frame.test(line.text));
  return first >= 0 && !next.slice(0, first).some((line) => namedError.test(line.text));
}

/** Where the line that tells stands when a trace begins (or is told) at `at`; null when none does. */
function toldAt(lines: Line[], at: number): number | null {
  const text = (lines[at]?.text ?? '').slice(0, lookedAt);
  if (whole.some((shape) => shape.test(text))) return at;
  if (rustPanic.test(text)) return at + 1 < lines.length ? at + 1 : at;
  if (traceback.test(text)) return afterTraceback(lines, at);
  return (namedError.test(text) || loggedError.test(text)) && !isTraceLine(text) && hasFrames(lines, at) ? at : null;
}

/**
 * Position of the line that says what ended the program: of the last trace, and in a chain of causes the root. Null when there is
 * no trace.
 */
export function exceptionAt(lines: Line[]): number | null {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const told = toldAt(lines, at);
    if (told !== null) return told;
  }
  return null;
}
