/** What the worker logs, as a person at a terminal reads it. */
import { EventEmitter } from 'node:events';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours for a terminal; none where there is no terminal, or with NO_COLOR (https://no-color.org). */
export const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

/** One JSON line of the worker; `line` is the sentence of an explained alert, `action`, `rule` and `why` what became of it. */
type Logged = { msg: string; at?: unknown; line?: unknown; level?: unknown; [field: string]: unknown };

const verdictStyles: [RegExp, Style][] = [
  [/Investigate/, ['red']],
  [/Expected/, ['green']],
  [/Undetermined/, ['yellow']],
];

/** One line of workerd's output for a person. What is not JSON is workerd's own and stands back. */
export function readable(text: string, colour: Paint): string {
  const logged = parse(text);
  if (logged === null) return colour('dim', text);
  if (typeof logged.line === 'string') return explained(logged, logged.line, colour);
  const { msg, at: _at, level, ...fields } = logged;
  const rest = Object.entries(fields).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const bad = msg === 'dead-letter' || level === 'error';
  return colour(bad ? 'red' : level === 'warn' ? 'yellow' : 'dim', `${msg}${rest.join('')}`);
}

/** The sentence; below it what becomes of it where that is not just told: who reads only the terminal would look for it in Slack. */
function explained(logged: Logged, line: string, colour: Paint): string {
  const fate = fateOf(logged);
  const below = fate === null ? '' : `\n${' '.repeat(10)}${colour('dim', fate)}`;
  return `${colour('dim', clock(logged.at))}  ${verdict(line, colour)}${below}`;
}

function fateOf({ msg, action, rule, why }: Logged): string | null {
  const words = `by rule ${String(rule)}: ${String(why)}`;
  if (msg === 'told after all') return `told after all: ${String(why)}`;
  if (rule === 'repeat') return `not told again: ${String(why)}`;
  if (action === 'suppress') return `kept quiet ${words}`;
  return action === 'digest' ? `kept for a digest ${words}` : null;
}

/** The words up to the first colon carry the verdict and the workload: those are coloured. */
function verdict(line: string, colour: Paint): string {
  const style = verdictStyles.find(([words]) => words.test(line))?.[1];
  const head = /^[^:]*(?::|$)/.exec(line)?.[0] ?? '';
  return style === undefined ? line : colour(style, head) + line.slice(head.length);
}

function parse(text: string): Logged | null {
  if (!text.startsWith('{')) return null;
  try {
    const value = JSON.parse(text) as Logged;
    return typeof value.msg === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Local time of day; the time of reading for a line without one. */
function clock(at: unknown): string {
  const time = typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? new Date(at) : new Date();
  return time.toTimeString().slice(0, 8);
}

export type Terminal = {
  /** Takes one line of workerd's output. */
  take: (line: string) => void;
  /** Emits `explained` for each explained alert. */
  events: EventEmitter<{ explained: [] }>;
};

/** A terminal that prints workerd's output as a person reads it, all but the log lines whose `msg` is hidden. */
export function terminal(print: (text: string) => void, hidden: string[]): Terminal {
  const events = new EventEmitter<{ explained: [] }>();
  const take = (line: string): void => {
    const msg = parse(line)?.msg;
    if (msg === undefined || !hidden.includes(msg)) print(readable(line, paint));
    if (msg === 'explained') events.emit('explained');
  };
  return { take, events };
}
