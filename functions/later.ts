/**
 * Ports whose code runs when they are first asked: none of it is needed to keep an alert, and a cold start waits for all that runs
 * (docs/decisions/0011-what-is-loaded.md).
 */
import type { Exposition } from '../src/adapters/exposition.ts';
import type { SlackOptions } from '../src/adapters/slack.ts';
import type { Notifier, Redactor, Turns } from '../src/ports.ts';

export const exposition: Exposition = async (...told) =>
  (await import('../src/adapters/exposition.ts')).exposition(...told);

/** Once it is there nothing waits for it: what is due is said before anything is looked at. */
export function redactor(next: Turns['next']): Redactor {
  let made: Redactor | null = null;
  return async (texts) => (made ??= (await import('../src/adapters/redaction.ts')).redactor(next))(texts);
}

/** The notifier itself is kept, not the promise of it, which would be another request's. */
export function slackNotifier(options: SlackOptions): Notifier {
  let made: Notifier | null = null;
  const notifier = async (): Promise<Notifier> =>
    (made ??= (await import('../src/adapters/slack.ts')).slackNotifier(options));
  return {
    post: async (...asked) => (await notifier()).post(...asked),
    update: async (...asked) => (await notifier()).update(...asked),
    find: async (...asked) => (await notifier()).find(...asked),
    check: async (...asked) => (await notifier()).check(...asked),
  };
}
