/** `lastword check`: what is wrong with a lastword.yaml, and what in it is allowed and probably not meant. */
import { adviceOn } from '../config/advice/index.ts';
import { ConfigError, readSettings, type Settings } from '../config/config.ts';
import { inLine, located, type Located } from '../config/problems.ts';
import { plural } from '../facts/words.ts';
import { checkFlags, help } from './check-flags.ts';
import { readText } from './explain-input.ts';
import type { Io } from './lastword.ts';
import { doubledNames, sameClusters } from './settings.ts';

/** One line of the answer. `line` and `column` are from 1; 0 where it is about the whole file. */
type Found = Located & { level: 'error' | 'warning'; todo: string | null };

/**
 * Prints what it found. Exit status 0; 1 for warnings with `--strict`; 2 when the file is wrong.
 * @throws UsageError, InputError
 */
export async function check(args: string[], io: Io): Promise<number> {
  const flags = checkFlags(args);
  if (flags === null) {
    io.out(help);
    return 0;
  }
  const file = flags.file ?? 'standard input';
  const text = flags.file === null ? await io.stdin() : await readText(file, 'settings file');
  const { found, settings } = findIn(text, file, io.now().getTime());
  if (flags.json) io.out(`${JSON.stringify({ file, problems: found }, null, 2)}\n`);
  else io.out(forPeople(file, found, settings, io));
  if (settings === null || found.some(({ level }) => level === 'error')) return 2;
  return flags.strict && found.length > 0 ? 1 : 0;
}

function findIn(text: string, file: string, now: number): { found: Found[]; settings: Settings | null } {
  try {
    const { settings, at } = readSettings(text, file);
    const doubled = [...doubledNames(settings), ...sameClusters(settings)].map((said) => ({
      path: ['clusters'],
      text: said,
      level: 'error' as const,
      todo: null,
    }));
    const advice = adviceOn(settings, now).map((one) => ({ ...one, level: 'warning' as const }));
    const found = located([...doubled, ...advice], at);
    return {
      settings,
      found: found.map(({ line, column, path, level, text: said, todo }) => ({
        line,
        column,
        path,
        level,
        text: said,
        todo,
      })),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const whole = { line: 0, column: 0, path: '', text: error.message };
    const places = error.places.length > 0 ? error.places : [whole];
    return {
      settings: null,
      found: places.map(({ line, column, path, text: said }) => ({
        line,
        column,
        path,
        level: 'error',
        text: said,
        todo: null,
      })),
    };
  }
}

/** What the file has, so that one that was read by mistake is seen to be another. */
function inShort({ clusters, never, rules, windows, time_intervals: intervals, slack }: Settings): string {
  const counts: [number, string][] = [
    [clusters.length, 'cluster'],
    [never.length, 'never rule'],
    [rules.length, 'rule'],
    [windows.rules.length, 'window rule'],
    [slack?.routes.length ?? 0, 'route'],
    [intervals.length, 'time interval'],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => plural(count, what))
    .join(', ');
}

function forPeople(file: string, found: Found[], settings: Settings | null, { paint }: Io): string {
  const lines = found.map((one) => {
    const said = one.line === 0 ? one.text : inLine(file, one);
    const head = one.level === 'error' ? paint('red', said) : paint('yellow', said);
    return one.todo === null ? head : `${head}\n    ${one.todo}`;
  });
  const warnings = found.filter(({ level }) => level === 'warning').length;
  const errors = found.length - warnings;
  const end = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  const what = settings === null ? '' : `${inShort(settings)}: `;
  return `${[...lines, `${file}: ${what}${end.join(', ') || 'nothing is wrong'}`].join('\n')}\n`;
}
