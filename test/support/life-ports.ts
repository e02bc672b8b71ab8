/** The ports of a Desk's life in tests: the cluster, Slack and the redactor are reached in steps, at which the life may end. */
import type { WiredPorts } from '../../src/desk/ports.ts';
import { turns } from '../../src/desk/turns.ts';
import type { Notifier } from '../../src/ports.ts';
import type { Step } from './desk-lives.ts';
import { defaultCalm, defaultPolicy } from './policy.ts';
import { askingShop } from './shop.ts';

const hour = 3_600_000;

/**
 * @param to the way to the cluster, and the Slack
 * @param changes what else is not as by default
 */
export const lifePorts = (
  step: Step,
  { fetch, notifier }: { fetch: typeof globalThis.fetch; notifier: Notifier },
  changes: Partial<WiredPorts> = {},
): WiredPorts => ({
  cluster: askingShop((...asked) => step(() => fetch(...asked))),
  metrics: () => null,
  notifier: {
    post: (...said) => step(() => notifier.post(...said)),
    update: (...said) => step(() => notifier.update(...said)),
    find: (...said) => step(() => notifier.find(...said)),
    check: () => step(() => notifier.check()),
  },
  bot: null,
  redact: (texts) => step(() => Promise.resolve(texts)),
  turns: turns(() => Date.now()),
  channel: 'C1',
  gapMs: 1_000,
  policy: defaultPolicy,
  calm: defaultCalm,
  keep: { alertsMs: 72 * hour, incidentsMs: 720 * hour, bytes: Infinity },
  log: () => undefined,
  ...changes,
});
