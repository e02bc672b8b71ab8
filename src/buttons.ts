/** What the page's buttons do. They are forms, so that they work without a script; a program may send JSON instead. */
import type { Context } from 'hono';
import type { DeskApi } from './desk/desk.ts';

type Desks = { desks: () => { name: string; desk: DeskApi }[] };
type Asked = { isForm: boolean; fields: Record<string, unknown> };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

async function asked(c: Context): Promise<Asked> {
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const fields: unknown = isForm ? await c.req.parseBody() : await c.req.json().catch(() => ({}));
  return { isForm, fields: isRecord(fields) ? fields : {} };
}

/** Sends dead letters again: one, by its delivery's id, or all. A form goes back to the page, anything else gets the number. */
export async function replay({ desks }: Desks, c: Context): Promise<Response> {
  const { isForm, fields } = await asked(c);
  const delivery = typeof fields['delivery'] === 'string' && fields['delivery'] !== '' ? fields['delivery'] : null;
  const queued = await Promise.all(desks().map(({ desk }) => desk.replay(delivery)));
  return isForm ? c.redirect('/', 303) : c.json({ queued: queued.reduce((sum, n) => sum + n, 0) });
}

/** The number of a hidden stop, as a form or JSON gives it. */
function numberIn(value: unknown): number | null {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/**
 * Tells a hidden stop after all: by its number, and its cluster's name where there are several. A form goes back to the page, anything
 * else gets whether there was one: 404 when not.
 */
export async function raise({ desks }: Desks, c: Context): Promise<Response> {
  const { isForm, fields } = await asked(c);
  const all = desks();
  const cluster = fields['cluster'] ?? (all.length === 1 ? all[0]?.name : undefined);
  const [desk, id] = [all.find(({ name }) => name === cluster)?.desk, numberIn(fields['hidden'])];
  const raised = desk !== undefined && id !== null && (await desk.raise(id));
  if (isForm) return c.redirect('/', 303);
  return raised ? c.json({ raised }) : c.json({ raised, error: 'there is no such hidden stop in that cluster' }, 404);
}
