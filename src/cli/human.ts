/** An answer as a person at a terminal reads it: the verdict first, then why, then what to do. */
import { stripVTControlCharacters } from 'node:util';
import type { Answer, Told } from './answer.ts';
import { decidedInWords, triedInWords, windowInWords } from './human-decision.ts';
import type { Paint } from './output.ts';

type Style = Parameters<Paint>[0];

const words: Record<Answer['verdict'], { word: string; style: Style }> = {
  expected: { word: '🟢 Expected', style: 'green' },
  investigate: { word: '🔴 Investigate', style: 'red' },
  undetermined: { word: '⚪ Undetermined', style: 'yellow' },
};

/** How many lines of the log's end are shown. */
const logLines = 10;

/** What a program logged, or a message says, must not steer the terminal. */
const harmless = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

/** Commands stand in backticks; where there are colours, the colour says it. */
function coloured(text: string, paint: Paint): string {
  return harmless(text).replaceAll(/`([^`\n]+)`/g, (whole, code: string) => {
    const shown = paint('cyan', code);
    return shown === code ? whole : shown;
  });
}

function list(title: string, texts: string[], paint: Paint): string[] {
  const lines = [...new Set(texts)].map((text) => `  • ${coloured(text, paint).replaceAll('\n', '\n    ')}`);
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
}

/** Whom it is about, as far as that is known. */
function whom({ namespace, workload, pod, container }: Answer): string {
  const parts = [
    namespace && `namespace ${namespace}`,
    workload,
    pod && workload !== `Pod/${pod}` ? `pod ${pod}` : null,
    container && `container ${container}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function judged({ cause, ending, exitCode }: Answer): string {
  const code = exitCode === null ? '' : ` (exit ${exitCode})`;
  return `${cause === null ? 'cause not determined' : `cause ${cause}`}, ending ${ending}${code}`;
}

/** Several things that could not be read for one reason are one line. */
function unchecked({ unchecked: items }: Answer): string[] {
  const reasons = Map.groupBy(items, ({ why }) => why);
  return [...reasons].map(([why, of]) => `${of.map(({ evidence }) => evidence).join(', ')}: ${why}`);
}

/** What becomes of it, then the rules that were asked, in order. */
function decided({ decision }: Answer, paint: Paint): string[] {
  const tried = triedInWords(decision).map((line) => `  ${coloured(line, paint)}`);
  return [
    '',
    paint('bold', 'Decision'),
    `  ${coloured(decidedInWords(decision), paint)}`,
    ...windowInWords(decision).map((line) => `  ${coloured(line, paint)}`),
    ...(tried.length === 0 ? [] : ['', paint('bold', 'Rules, in the order they were asked'), ...tried]),
  ];
}

/** Text for one answer, its last line ended. */
export function forPeople({ answer, log }: Told, paint: Paint): string {
  const { word, style } = words[answer.verdict];
  const tail = log?.lines.slice(-logLines).map((line) => harmless(line.text)) ?? [];
  return [
    `${paint(style, word)} · ${paint('bold', harmless(answer.summary).replaceAll('`', ''))}`,
    paint('dim', whom(answer)),
    paint('dim', judged(answer)),
    ...list(
      'Why',
      answer.because.map((fact) => fact.text),
      paint,
    ),
    ...list(
      'Also',
      answer.concerns.map((concern) => concern.summary),
      paint,
    ),
    ...list('Do', [...answer.remediation, ...answer.concerns.flatMap((concern) => concern.remediation)], paint),
    ...list('Not checked', unchecked(answer), paint),
    ...decided(answer, paint),
    ...(tail.length === 0
      ? []
      : [
          '',
          paint('bold', log?.run === 'next' ? 'Log of the run after it (its end)' : 'Log (its end)'),
          ...tail.map((line) => paint('dim', `  ${line}`)),
        ]),
    '',
  ].join('\n');
}
