/** Rules by which a tool decides: those of a named lastword.yaml, or the default ones. */
import { readSettings, type Settings } from '../config/config.ts';
import type { At } from '../config/yaml.ts';
import { readText } from './explain-input.ts';

/** @throws InputError when the file cannot be read, ConfigError when it is wrong */
export async function readRules(file: string | null): Promise<{ settings: Settings; at: At }> {
  if (file === null) return readSettings('clusters: [{ name: default }]');
  return readSettings(await readText(file, 'settings file'), file);
}
