/** What is told of the settings themselves: that a new file is in force, or was refused. */
import type { SettingsState } from './config/live.ts';
import type { GaugeName, Sample } from './metrics.ts';
import type { SettingsView } from './page/view.ts';

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** As Alertmanager tells of its own file. */
export function settingsSamples({ loadedAt, refused }: SettingsState): Sample[] {
  const gauge = (name: GaugeName, value: number): Sample => ({ name, labels: {}, value });
  return [
    gauge('lastword_config_last_reload_successful', refused === null ? 1 : 0),
    gauge('lastword_config_last_reload_success_timestamp_seconds', (loadedAt ?? 0) / 1000),
  ];
}

/** For the page; null when the newest file is in force. */
export function settingsView({ loadedAt, refused }: SettingsState): SettingsView | null {
  if (refused === null) return null;
  return { at: timeOf(refused.at), problems: refused.problems, since: timeOf(loadedAt ?? refused.at) };
}
