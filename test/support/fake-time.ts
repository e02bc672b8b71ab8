/** A clock and timers that go on when the test says so: hours of a Desk's life in milliseconds, in the same order every time. */
import { createHash } from 'node:crypto';
import { vi } from 'vitest';

export type FakeTime = {
  now: () => number;
  /** The time by a clock that nobody sets. */
  steady: () => number;
  wait: (ms: number) => Promise<void>;
  after: (ms: number, work: () => void) => number;
  cancel: (timer: number | undefined) => void;
  /** Lets so much time go by, and everything happen that is due in it. */
  advance: (ms: number) => Promise<void>;
  /** Sets the clock, as a time server does: timers run on as they were set. */
  jump: (ms: number) => void;
  /** Lets what is under way go on, without any time going by. */
  breathe: () => Promise<void>;
};

type Timer = { id: number; at: number; work: () => void };

const immediate = setImmediate;
/** More than this is not done at one moment, but by what never comes to rest. */
const mostAtOnce = 2_000;

/** Digests are made by other threads, which no fake clock knows of: here they are made at once. */
function digestAtOnce(_how: unknown, data: NodeJS.ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
  return Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()).buffer);
}

/** Gives the clock, the timers and the digests back. */
export function realTime(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

/** Takes over `Date`, `setTimeout` and SHA-256 until `realTime()`. @param start milliseconds since 1970 */
export function fakeTime(start: number): FakeTime {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  vi.spyOn(crypto.subtle, 'digest').mockImplementation(digestAtOnce as typeof crypto.subtle.digest);
  const timers: Timer[] = [];
  // What timers go by, and how far the clock is beside it.
  let [now, beside, ids] = [start, 0, 0];
  const after = (ms: number, work: () => void): number => {
    const timer = { id: ++ids, at: now + Math.max(0, ms), work };
    const place = timers.findLastIndex((other) => other.at <= timer.at);
    timers.splice(place + 1, 0, timer);
    return timer.id;
  };
  const cancel = (id: number | undefined): void => {
    const place = timers.findIndex((timer) => timer.id === id);
    if (place >= 0) timers.splice(place, 1);
  };
  vi.stubGlobal('setTimeout', (work: (value: unknown) => void, ms = 0, value?: unknown) =>
    after(ms, () => work(value)),
  );
  vi.stubGlobal('clearTimeout', cancel);
  // All that is under way goes on in promises alone: one turn of Node's loop sees them through.
  const breathe = (): Promise<void> => new Promise((resolve) => void immediate(resolve));
  const advance = async (ms: number): Promise<void> => {
    const until = now + ms;
    await breathe();
    for (let [timer, still] = [timers[0], 0]; timer && timer.at <= until; timer = timers[0]) {
      timers.shift();
      still = timer.at > now ? 0 : still + 1;
      if (still > mostAtOnce) throw new Error(`something is done over and over at ${new Date(now).toISOString()}`);
      now = timer.at;
      vi.setSystemTime(now + beside);
      timer.work();
      await breathe();
    }
    now = until;
    vi.setSystemTime(now + beside);
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void after(ms, resolve));
  const jump = (ms: number): void => {
    beside += ms;
    vi.setSystemTime(now + beside);
  };
  return { now: () => now + beside, steady: () => now, wait, after, cancel, advance, jump, breathe };
}
