/** Where the worker's settings come from: a file that may change under it, or the text that it was deployed with. */
import { ConfigError, secret, type Secrets, type Settings } from '../src/config/config.ts';
import { type LiveSettings, liveSettings } from '../src/config/live.ts';

export type SettingsEnv = Secrets & {
  LASTWORD_CONFIG?: string;
  /** A folder with lastword.yaml in it, served by workerd; it wins over LASTWORD_CONFIG. */
  LASTWORD_FILES?: Fetcher;
  /** The file is looked at no more often than so; 10 without. */
  LASTWORD_RELOAD_SECONDS?: string;
};

/** What stands in the way of work although the settings are well-formed; null when nothing does. */
function missingSecrets(settings: Settings, env: Secrets): string | null {
  const { tokens, allow_unauthenticated: open } = settings.webhooks;
  if (!open && tokens.every((name) => secret(env, name) === null)) {
    return `no webhook secret is set: set ${tokens[0]} and give it to the senders as a bearer token`;
  }
  const bot = settings.slack?.token;
  return bot && secret(env, bot) === null ? `the Slack token is not set: set ${bot}` : null;
}

async function readFile(files: Fetcher, name: string): Promise<string | null> {
  const answer = await files.fetch(`http://files/${name}`, { signal: AbortSignal.timeout(1_000) });
  if (!answer.ok && answer.status !== 404) throw new Error(`status ${answer.status}`);
  const text = await answer.text();
  return answer.ok ? text : null;
}

/** @throws ConfigError with what the launcher has against a newer file (refused.txt); it knows more than the worker */
async function readSettings(files: Fetcher): Promise<string> {
  const refused = await readFile(files, 'refused.txt');
  if (refused) throw new ConfigError(refused);
  const text = await readFile(files, 'lastword.yaml');
  if (text === null) throw new Error('it is not there');
  return text;
}

export const log = (msg: string, fields: Record<string, unknown>): void =>
  console.log(JSON.stringify({ at: new Date().toISOString(), msg, ...fields }));

const known = new WeakMap<SettingsEnv, LiveSettings>();

/** The settings of an environment, the same ones for all who ask. */
export function settingsOf(env: SettingsEnv): LiveSettings {
  const { LASTWORD_FILES: files, LASTWORD_CONFIG: text = '', LASTWORD_RELOAD_SECONDS: seconds = '10' } = env;
  const live =
    known.get(env) ??
    liveSettings({
      read: files ? () => readSettings(files) : text,
      objection: (settings) => missingSecrets(settings, env),
      everyMs: Number(seconds) * 1000,
      now: () => Date.now(),
      log,
    });
  known.set(env, live);
  return live;
}
