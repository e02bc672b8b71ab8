/** Alerts that were told as they came, because their cluster could not be read, are looked at again until it can. */
import { isUnexplained, judgeAgain, look } from '../pipeline.ts';
import { claimAgain, lookAgainAt } from '../store/aside.ts';
import { getIncident, putIncident } from '../store/incidents.ts';
import { addStop } from '../store/stops.ts';
import { iso } from '../facts/time.ts';
import { planLook } from './looks-plan.ts';
import type { DeskPorts } from './ports.ts';
import { readersUntil } from './readers.ts';
import { tell } from './tell.ts';

const batchSize = 200;
/** Longer than a pass may take. */
const claimMs = 15_000;
/** After this the cluster has forgotten most of what it knew: the message stands as it was told. */
const giveUpMs = 60 * 60_000;

type Claimed = ReturnType<typeof claimAgain>[number];

/** When the next try is, as long again as the outage has lasted: 15 s at first, five minutes at most. Null when it is too late. */
export function nextTry(receivedAt: number, now: number): number | null {
  const age = Math.abs(now - receivedAt);
  return age > giveUpMs ? null : now + Math.min(Math.max(age, 15_000), 5 * 60_000);
}

async function again(ports: DeskPorts, row: Claimed, readers: ReturnType<typeof readersUntil>): Promise<void> {
  const { store, now, policy } = ports;
  const { cluster } = row.alert;
  const looked = await look(row.alert, readers.of(cluster), ports.redact, readers.metrics(cluster), readers.sample);
  const next = looked.missed ? nextTry(row.receivedAt, now()) : null;
  if (looked.missed && !looked.evidence.pod.known) {
    lookAgainAt(store, row.id, next);
    return;
  }
  store.transaction(() => {
    lookAgainAt(store, row.id, null);
    const told = getIncident(store, row.incidentId);
    if (!told) return;
    const ahead = readers.ahead(cluster);
    const { incident, diagnosis, stop, line, say, changed } = judgeAgain(
      looked,
      told.incident,
      policy,
      iso(now() + ahead),
    );
    putIncident(store, told.id, incident);
    addStop(store, told.id, stop);
    tell(ports, { ...told, incident }, say);
    const planned = planLook(ports, { inbox: row.id, incident: told.id, hidden: null }, looked, diagnosis, ahead);
    // What is known by now is told; what would still say more goes on being asked for.
    if (!planned && isUnexplained(looked, diagnosis)) lookAgainAt(store, row.id, next);
    ports.log('read at last', { line, incident: told.id, changed });
  });
}

/**
 * One batch. Returns how many rows it worked on.
 * @param deadline reads of the cluster are called off by then (milliseconds)
 */
export async function againPass(ports: DeskPorts, deadline: number): Promise<number> {
  const claimed = claimAgain(ports.store, ports.now(), batchSize, claimMs);
  if (claimed.length === 0) return 0;
  const readers = readersUntil(ports, deadline);
  await Promise.all(
    claimed.map((row) =>
      again(ports, row, readers).catch((error: unknown) => {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        ports.log('second look failed', { row: row.id, why });
        lookAgainAt(ports.store, row.id, nextTry(row.receivedAt, ports.now()));
      }),
    ),
  );
  readers.count();
  return claimed.length;
}
