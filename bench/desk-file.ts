/** What a Desk holds, read from its file on disk while it runs or after it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** Alerts (`arrived` are those that are not sorted yet) and messages by state, messages that are due apart; `bytes` is the size of the file with its log. */
export type DeskFile = { alerts: Record<string, number>; messages: Record<string, number>; bytes: number };

const folderOf = (directory: string): string => join(directory, 'desk', 'lastword-desk');

function byState(db: DatabaseSync, table: 'inbox' | 'outbox'): Record<string, number> {
  const rows = db.prepare(`SELECT state, count(*) AS n FROM ${table} GROUP BY state`).all();
  return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
}

/** Reads the one Desk in a service's folder; there is none before its first alert. */
export function readDesk(directory: string): DeskFile {
  const folder = folderOf(directory);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const files = names.filter((name) => !name.startsWith('metadata'));
  const file = files.find((name) => name.endsWith('.sqlite'));
  if (file === undefined) return { alerts: {}, messages: {}, bytes: 0 };
  const bytes = files.map((name) => statSync(join(folder, name)).size).reduce((a, b) => a + b, 0);
  const db = new DatabaseSync(join(folder, file), { readOnly: true, timeout: 2_000 });
  try {
    const [alerts, arrived] = [byState(db, 'inbox'), db.prepare('SELECT total(alerts) AS n FROM arrivals').get()];
    return { alerts: { ...alerts, arrived: Number(arrived?.['n']) }, messages: byState(db, 'outbox'), bytes };
  } finally {
    db.close();
  }
}

export const total = (byState: Record<string, number>): number => Object.values(byState).reduce((a, b) => a + b, 0);

const pollMs = 25;

/** Waits until no alert and no message of a Desk waits any more; false when that takes longer than `mostMs`. */
export async function settled(directory: string, mostMs: number): Promise<boolean> {
  for (const began = performance.now(); performance.now() - began < mostMs; await pause(pollMs)) {
    const { alerts, messages } = readDesk(directory);
    if (
      (alerts['arrived'] ?? 0) + (alerts['waiting'] ?? 0) + (messages['waiting'] ?? 0) + (messages['sending'] ?? 0) ===
      0
    )
      return true;
  }
  return false;
}
