/** An alarm's work: reads and says side by side, so that what is due never waits behind a slow cluster. */
import { againPass } from './again-pass.ts';
import { guarded } from './guarded.ts';
import { inboxPass } from './inbox-pass.ts';
import { looksPass } from './looks-pass.ts';
import type { DeskPorts } from './ports.ts';
import { sortArrivals } from './sort.ts';
import { windowsPass } from './windows-pass.ts';

/** How long one alarm may work. */
const passMs = 5_000;
/** How much of it reading the cluster may take: what was not read by then is said to be missing. */
const readMs = 4_000;

/** What reads the cluster, side by side. */
const passes = [looksPass, inboxPass, againPass, windowsPass];

/** Says what is due until then (milliseconds), and what becomes due meanwhile as long as it goes on. */
export type Say = (until: number, goesOn: () => boolean) => Promise<void>;

/** False when a part of it failed; the others were done. */
export async function work(ports: DeskPorts, say: Say): Promise<boolean> {
  const began = ports.now();
  let reading = true;
  const saying = guarded(ports, () => say(began + passMs, () => reading));
  // What is due is on its way before the cluster is asked for anything.
  await new Promise((resolve) => void setTimeout(resolve));
  const sorted = await guarded(ports, () => sortArrivals(ports));
  const read = await Promise.all(passes.map((pass) => guarded(ports, () => pass(ports, began + readMs))));
  reading = false;
  const said = await saying;
  // What was read last is said at once, as far as the time goes.
  const saidMore = await guarded(ports, () => say(began + passMs, () => false));
  return sorted && said && saidMore && read.every(Boolean);
}
