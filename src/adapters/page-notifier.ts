/**
 * The Notifier when no Slack is configured: the web page shows what the Desk has recorded, so nothing needs to leave.
 * It keeps nothing. A delivery always gets the same ts, and so posting twice, after a crash say, is the same as posting once.
 */
import type { Notifier } from '../ports.ts';

/** Answers ok to everything with the delivery's own id as ts (`page-<id>`), in the channel that was asked for. */
export function pageNotifier(): Notifier {
  return {
    post: (channel, _message, delivery) => Promise.resolve({ ok: true, channel, ts: `page-${delivery}` }),
    update: (channel, ts) => Promise.resolve({ ok: true, channel, ts }),
    // Never found, for nothing was sent: the Desk then "posts" again, which nobody sees.
    find: () => Promise.resolve({ ok: true, ts: null }),
    check: () => Promise.resolve({ ok: true, scopes: null }),
  };
}
