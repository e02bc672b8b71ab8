/** Hands what came in with a webhook to the Desks that keep it: every row is written before the sender hears of it. */
import type { Arrival, DeskApi, Receipt } from './desk/desk.ts';
import type { Batch } from './receive/receive.ts';

/** `keeper`: the name of the Desk that keeps the alerts of a cluster, given the name that the alerts use. `desk`: a Desk by its name. */
export type Desks = { keeper: (cluster: string | null) => string; desk: (name: string) => DeskApi };

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** Splits a batch by the Desk that keeps it: alerts of several clusters can come in one group, and of any number of made-up ones. */
function byDesk({ keeper }: Desks, arrival: Arrival): Map<string, Arrival> {
  const parts = new Map<string, Arrival>();
  const part = (cluster: string | null): Arrival => {
    const name = keeper(cluster);
    const known = parts.get(name) ?? { alerts: [], rejected: [], dropped: null };
    parts.set(name, known);
    return known;
  };
  for (const alert of arrival.alerts) part(alert.cluster).alerts.push(alert);
  const rest = arrival.alerts[0]?.cluster ?? null;
  if (arrival.rejected.length > 0 || arrival.dropped !== null)
    Object.assign(part(rest), { rejected: arrival.rejected, dropped: arrival.dropped });
  return parts;
}

/** @throws what a Desk throws that could not store its part */
export async function handIn(desks: Desks, { alerts, rejected, dropped }: Omit<Batch, 'ok'>): Promise<Receipt> {
  const kept = await Promise.all(
    rejected.map(async ({ field, reason, raw }) => ({ id: await sha256(raw), reason: `${field}: ${reason}`, raw })),
  );
  const parts = byDesk(desks, { alerts, rejected: kept, dropped });
  const receipts = await Promise.all([...parts].map(([name, part]) => desks.desk(name).accept(part)));
  return receipts.reduce((a, b) => ({ accepted: a.accepted + b.accepted, repeated: a.repeated + b.repeated }), {
    accepted: 0,
    repeated: 0,
  });
}
