/** Follows lastword.yaml while the service runs, and hands a changed one to the worker. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { ConfigError, type Settings } from '../config/config.ts';
import { missingSecrets, secretNames, settingsIn } from './settings.ts';

/** How often the file's time and size are looked at: editors replace a file as often as they write into it. */
const lookMs = 500;

/** What the service was started with. */
export type Started = {
  file: string;
  /** As the file had them. */
  settings: Settings;
  /** As the worker has them: with the addresses that the launcher found or made for the clusters. */
  running: Settings;
  /** By name; the worker gets no others while it runs. */
  secrets: Record<string, string>;
  /** Webhooks and page ask for no secret, whatever the file says. */
  insecureLocal: boolean;
};

export type Told = {
  /** Takes the settings that the worker is to work by. */
  hand: (text: string) => void;
  /** Takes the problems of a file that is refused. */
  refuse: (problems: string) => void;
};

const restart = 'That takes a restart: Ctrl-C, then npm start';

/**
 * What the worker gets of a changed file.
 * @throws ConfigError when it is wrong, or asks for what only a start can give
 */
export function changed(text: string, { file, settings: before, running, secrets, insecureLocal }: Started): string {
  const settings = settingsIn(text, file);
  if (insecureLocal) settings.webhooks.allow_unauthenticated = true;
  if (JSON.stringify(settings.clusters) !== JSON.stringify(before.clusters))
    throw new ConfigError(`${file}: the clusters have changed. ${restart}`);
  const fresh = secretNames(settings).find((name) => !secretNames(before).includes(name));
  if (fresh !== undefined) throw new ConfigError(`${file}: ${fresh} was not among the secrets before. ${restart}`);
  const missing = missingSecrets(settings, secrets);
  if (missing.length > 0) throw new ConfigError(missing.join('\n'));
  return JSON.stringify({ ...settings, clusters: running.clusters });
}

/** Tells of each change of the file. @returns stops that */
export function follow(started: Started, { hand, refuse }: Told): () => void {
  const { file } = started;
  const renew = (): void => {
    try {
      hand(changed(textOf(file), started));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      refuse(error.message);
    }
  };
  watchFile(file, { interval: lookMs }, renew);
  return () => unwatchFile(file, renew);
}

/** One that is gone is empty: that is refused. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
