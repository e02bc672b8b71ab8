/** The section of a lastword.yaml that was refused: nothing has changed yet, and why. */
import type { FC } from 'hono/jsx';
import { Time } from './mrkdwn.tsx';
import type { SettingsView } from './view.ts';

export const RefusedSettings: FC<{ settings: SettingsView | null }> = ({ settings }) =>
  settings === null ? null : (
    <section class="warn" aria-label="Settings">
      <h2>Settings</h2>
      <p>
        The new <code>lastword.yaml</code> was refused <Time at={settings.at} />. The one that was read{' '}
        <Time at={settings.since} /> stays in force until this is put right:
      </p>
      <ul>
        {settings.problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
    </section>
  );
