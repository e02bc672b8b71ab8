/** Hands what came in with a webhook to the Desks that keep it: every row is written before the sender hears of it. */
import type { DeskApi, Receipt } from './desk/desk.ts';
import { type Contents, packed } from './facts/parcels.ts';
import type { Batch } from './receive/receive.ts';

/** `keeper`: the name of the Desk that keeps the alerts of a cluster, given the name that the alerts use. `desk`: a Desk by its name. */
export type Desks = { keeper: (cluster: string | null) => string; desk: (name: string) => DeskApi };

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

type Part = Contents & { dropped: string | null };

/** Splits a batch by the Desk that keeps it: alerts of several clusters can come in one group, and of any number of made-up ones. */
function byDesk({ keeper }: Desks, batch: Part): Map<string, Part> {
  const parts = new Map<string, Part>();
  const part = (cluster: string | null): Part => {
    const name = keeper(cluster);
    const known = parts.get(name) ?? { alerts: [], rejected: [], dropped: null };
    parts.set(name, known);
    return known;
  };
  for (const alert of batch.alerts) part(alert.cluster).alerts.push(alert);
  const rest = batch.alerts[0]?.cluster ?? null;
  if (batch.rejected.length > 0 || batch.dropped !== null)
    Object.assign(part(rest), { rejected: batch.rejected, dropped: batch.dropped });
  return parts;
}

/** @throws what a Desk throws that could not store its part */
export async function handIn(desks: Desks, { alerts, rejected, dropped }: Omit<Batch, 'ok'>): Promise<Receipt> {
  const malformed = await Promise.all(
    rejected.map(async ({ field, reason, raw }) => ({ id: await sha256(raw), reason: `${field}: ${reason}`, raw })),
  );
  const parts = byDesk(desks, { alerts, rejected: malformed, dropped });
  const receipts = await Promise.all(
    [...parts].map(([name, part]) => desks.desk(name).accept({ parcels: packed(part), dropped: part.dropped })),
  );
  return receipts.reduce((a, b) => ({ accepted: a.accepted + b.accepted, repeated: a.repeated + b.repeated }), {
    accepted: 0,
    repeated: 0,
  });
}
