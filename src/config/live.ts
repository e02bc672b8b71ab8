/** lastword.yaml as it is now: read anew while the service runs. A broken one changes nothing, and says so. */
import { ConfigError, parseSettings, type Settings } from './config.ts';

/** Times are milliseconds. */
export type SettingsState = {
  /** What is in force: the last good file; null before there was one. */
  settings: Settings | null;
  /** When that was read. */
  loadedAt: number | null;
  /** What is wrong with the newest file; null when it is in force. */
  refused: { at: number; problems: string[] } | null;
};

export type LiveSettings = {
  state: () => SettingsState;
  /** Looks at the file again, unless it did so lately. Never rejects. */
  renew: () => Promise<void>;
};

export type Source = {
  /** The text of a file that may change, or the text itself where there is no such file. */
  read: (() => Promise<string>) | string;
  /** What stands in the way of settings that are well-formed; null when nothing does. */
  objection: (settings: Settings) => string | null;
  /** The file is looked at no more often than so. */
  everyMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
  log: (msg: string, fields: Record<string, unknown>) => void;
};

/** The settings of a text, or what is wrong with it. */
function judged(text: string, { objection }: Source): { settings: Settings } | { problems: string[] } {
  try {
    const settings = parseSettings(text);
    const problem = objection(settings);
    return problem === null ? { settings } : { problems: [problem] };
  } catch (error) {
    return { problems: error instanceof ConfigError ? error.problems : ['the settings could not be read'] };
  }
}

export function liveSettings(source: Source): LiveSettings {
  const { read, everyMs, now, log } = source;
  let state: SettingsState = { settings: null, loadedAt: null, refused: null };
  let last: string | null = null;
  let lookedAt = 0;
  const refuse = (problems: string[]): void => {
    const again = state.refused?.problems.join('\n') === problems.join('\n');
    if (!again) log('settings refused', { level: 'error', problems });
    state = { ...state, refused: again ? state.refused : { at: now(), problems } };
  };
  const take = (text: string): void => {
    if (text === last) return;
    last = text;
    const found = judged(text, source);
    if ('problems' in found) return refuse(found.problems);
    if (state.loadedAt !== null || state.refused !== null) log('settings loaded', {});
    state = { settings: found.settings, loadedAt: now(), refused: null };
  };
  if (typeof read === 'string') take(read);
  const renew = async (): Promise<void> => {
    const isKnown = state.settings !== null || state.refused !== null;
    if (typeof read === 'string' || (isKnown && Math.abs(now() - lookedAt) < everyMs)) return;
    // Nobody waits for a look that another request has begun: its connections are its own in a Worker.
    lookedAt = now();
    try {
      take(await read());
    } catch (error) {
      last = null;
      if (error instanceof ConfigError) return refuse(error.problems);
      refuse([`lastword.yaml cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
    }
  };
  return { state: () => state, renew };
}
