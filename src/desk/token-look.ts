/**
 * Looks what the Slack token may do, once in a Desk's life and after what is urgent. What it found is kept in the store: for the page of a
 * Desk that sleeps between two alerts, and so that one which restarts over and over does not ask each time.
 */
import { backOffMs, checkToken, longestMs } from '../deliver/check-token.ts';
import type { TokenTrouble, TokenVerdict } from '../facts/token-verdict.ts';
import { recall, remember } from '../store/counters.ts';
import { guarded } from './guarded.ts';
import type { DeskPorts } from './ports.ts';

/** What is to be said this soon goes first: a call that nobody waits for takes its turn from none. */
const aheadMs = 2_000;
const fact = 'slack token';

/** The last look, of the token with this mark. `tries` since Slack last answered; times are milliseconds. */
type Found = {
  mark: string;
  dueAt: number;
  tries: number;
  /** What Slack said when it last did: since when it says so, and what is wrong; null when it never did. */
  said: { since: number; trouble: TokenTrouble | null } | null;
};

/** Null before the first look at this token. */
export function foundOf({ store, bot }: DeskPorts): Found | null {
  const text = bot === null ? null : recall(store, fact);
  const found = text === null ? null : (JSON.parse(text) as Found);
  return found?.mark === bot?.mark ? found : null;
}

const keep = ({ store }: DeskPorts, found: Found): boolean => remember(store, fact, JSON.stringify(found));

/** Milliseconds; null for never. */
type Due = () => number | null;

/** A life's own knowledge: the mark of the token that it has looked at and found well, and whether a look is under way. */
export type TokenLook = { well: string | null; asking: boolean };
export const startLook = (): TokenLook => ({ well: null, asking: false });

/** When it would be time, were there nothing else to do. Before the first word of this life nobody asks, unless something is wrong. */
function wantedAt(ports: DeskPorts, look: TokenLook, spoke: boolean): number | null {
  if (ports.bot === null || look.asking || look.well === ports.bot.mark) return null;
  const found = foundOf(ports);
  const isWell = found === null || (found.tries === 0 && found.said?.trouble === null);
  if (isWell && !spoke) return null;
  const now = ports.now();
  // Farther off than ever is waited: the clock has jumped back.
  return found === null || found.dueAt > now + longestMs ? now : Math.max(found.dueAt, now);
}

/**
 * When to look (milliseconds); null for not at all, or not before the Desk has done what is due next, and looks again.
 * @param nextPost before this nothing is asked of Slack; 0 before the first word of this life
 * @param otherDue when the Desk has other work
 */
export function lookDue(ports: DeskPorts, look: TokenLook, nextPost: number, otherDue: Due): number | null {
  const wanted = wantedAt(ports, look, nextPost > 0);
  if (wanted === null) return null;
  const at = Math.max(wanted, nextPost);
  const due = otherDue();
  return due !== null && due <= at + aheadMs ? null : at;
}

/**
 * Begins a look when it is time. Nobody waits for its end: `done` is called then. Returns when Slack may be called next.
 * @param nextPost, otherDue as in lookDue
 */
export function beginLook(
  ports: DeskPorts,
  look: TokenLook,
  nextPost: number,
  otherDue: Due,
  done: () => Promise<void>,
): number {
  const at = lookDue(ports, look, nextPost, otherDue);
  if (at === null || at > ports.now()) return nextPost;
  look.asking = true;
  void guarded(ports, () => ask(ports, look)).then(async () => {
    look.asking = false;
    await guarded(ports, done);
  });
  return ports.now() + ports.gapMs;
}

/** A try is written down before it is made: one that ends with this life counts. */
async function ask(ports: DeskPorts, look: TokenLook): Promise<void> {
  const { bot, now } = ports;
  if (bot === null) return;
  const before = foundOf(ports);
  const tries = (before?.tries ?? 0) + 1;
  const tried = { mark: bot.mark, tries, said: before?.said ?? null };
  keep(ports, { ...tried, dueAt: now() + backOffMs(tries) });
  const { verdict, againMs } = await checkToken(ports.notifier, bot, tries);
  const dueAt = now() + againMs;
  if (verdict.is === 'unclear') {
    keep(ports, { ...tried, dueAt });
    return ports.log('slack token not checked', {
      level: 'warn',
      why: verdict.why,
      again: new Date(dueAt).toISOString(),
    });
  }
  const trouble = verdict.is === 'well' ? null : verdict.trouble;
  const known = before?.said && before.said.trouble?.what === trouble?.what ? before.said : null;
  keep(ports, { ...tried, dueAt, tries: 0, said: { since: known?.since ?? now(), trouble } });
  if (trouble === null) look.well = bot.mark;
  if (known === null) tellVerdict(ports, verdict);
}

function tellVerdict({ log }: DeskPorts, verdict: TokenVerdict): void {
  if (verdict.is === 'well') return log('slack token is well', {});
  if (verdict.is === 'unclear') return;
  const { what, todo } = verdict.trouble;
  log('slack token', { level: verdict.is === 'unusable' ? 'error' : 'warn', problem: `${what}. ${todo}` });
}
