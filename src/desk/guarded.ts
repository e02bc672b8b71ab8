import type { DeskPorts } from './ports.ts';

/** Runs a pass; false when it threw. One that fails does not stop the others: an alarm that throws is forgotten in the end. */
export async function guarded({ log }: DeskPorts, pass: () => Promise<unknown>): Promise<boolean> {
  try {
    await pass();
    return true;
  } catch (error) {
    log('pass failed', { why: error instanceof Error ? error.message : String(error) });
    return false;
  }
}
