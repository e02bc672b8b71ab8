/** How the Slack of the tests misbehaves on demand. */
import { chaos } from './slack-chaos.ts';
import type { Call } from './slack.ts';

/**
 * `publish`: the call takes effect first, and only its answer goes wrong. `publishAfterMs`: its answer goes wrong first, and the call
 * takes effect so much later. `method`: which calls it meets; all when absent.
 */
export type Fault = (
  | { kind: 'error'; error: string; needed?: string }
  | { kind: 'rate-limited'; retryAfterSeconds: number }
  | { kind: 'status'; status: number }
  /** 200 with a body that is not JSON. */
  | { kind: 'garbled' }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Closes the connection instead of answering. */
  | { kind: 'cut' }
) & { publish?: boolean; publishAfterMs?: number; method?: string };

/** What holds until it is changed. */
export type Faults = {
  /** Met by every call that no `failNext` meets. */
  always: Fault | null;
  /** One message a second and channel, posted or edited, as Slack's documentation has it; others get 429. */
  strictPace: boolean;
  /** A bad day: this share of the calls meets some fault, the same ones for the same seed. `failNext` and `always` come first. */
  chaos: { seed: number; rate: number } | null;
  /** Pages hold fewer entries than asked for, which Slack may do at any time. */
  pageAtMost: number | null;
};

/** Decides for each call what goes wrong with it. */
export type FaultPlan = {
  next(call: Call): Fault | null;
  add(fault: Fault, times: number): void;
  set(faults: Partial<Faults>): void;
  pageAtMost(): number;
};

const calm: Faults = { always: null, strictPace: false, chaos: null, pageAtMost: null };
/** The calls that people see. */
const writes = new Set(['chat.postMessage', 'chat.update']);

/** `now` in milliseconds paces. */
export function faultPlan(now: () => number): FaultPlan {
  const queue: Fault[] = [];
  const lastPost = new Map<unknown, number>();
  let faults = calm;
  let mishap: () => Fault | null = () => null;
  const meets = (fault: Fault | null, call: Call) =>
    fault !== null && (fault.method === undefined || fault.method === call.method);
  const tooFast = (call: Call): boolean => {
    if (!faults.strictPace || !writes.has(call.method)) return false;
    const channel = call.body['channel'];
    if (now() - (lastPost.get(channel) ?? -Infinity) < 1000) return true;
    lastPost.set(channel, now());
    return false;
  };
  return {
    next(call) {
      const index = queue.findIndex((fault) => meets(fault, call));
      if (index >= 0) return queue.splice(index, 1)[0] ?? null;
      if (meets(faults.always, call)) return faults.always;
      return tooFast(call) ? { kind: 'rate-limited', retryAfterSeconds: 1 } : mishap();
    },
    add: (fault, times) => void queue.push(...Array.from({ length: times }, () => fault)),
    set: (changes) => {
      faults = { ...faults, ...changes };
      if (changes.chaos !== undefined)
        mishap = changes.chaos ? chaos(changes.chaos.seed, changes.chaos.rate) : () => null;
    },
    pageAtMost: () => faults.pageAtMost ?? Infinity,
  };
}
