/** Lists as a recording holds them: whole, or the refusal that came instead. */
import { isList, type Recorded, type RecordedList, type Status } from '../demo/snapshot.ts';
import { InputError } from './explain-input.ts';
import type { LiveCluster } from './explain-live.ts';

const pageSize = 500;

/** What a list holds; nothing for a refusal. */
export const itemsOf = (entry: object | undefined): Recorded[] =>
  (entry !== undefined && 'items' in entry ? (entry as RecordedList).items : null) ?? [];

/** All pages of a list as one, or the refusal that came instead. `query` selects. @throws InputError when there is no answer */
export async function list(live: LiveCluster, path: string, query = ''): Promise<RecordedList | Status> {
  const items: Recorded[] = [];
  for (let token = ''; ;) {
    const page = await getJson(
      live,
      `${path}?${query && `${query}&`}limit=${pageSize}${token && `&continue=${encodeURIComponent(token)}`}`,
    );
    if (!isList(page)) return page;
    items.push(...itemsOf(page));
    const { resourceVersion, continue: next = '' } = page.metadata as { resourceVersion: string; continue?: string };
    if (next === '') return { ...page, metadata: { resourceVersion }, items };
    token = next;
  }
}

async function getJson(live: LiveCluster, path: string): Promise<RecordedList | Status> {
  const why = (otherwise: string): string => live.failure() ?? `The cluster cannot be asked: ${otherwise}.`;
  const response = await live.get(path).catch((error: unknown) => {
    throw new InputError(why(String(error)));
  });
  const text = await response.text().catch(() => '');
  const read = parse(text);
  if (response.ok && read !== null && 'items' in read) return read as RecordedList;
  if (response.ok) throw new InputError(why(`${path} did not answer with a list`));
  const { message, reason } = (read ?? {}) as Partial<Status>;
  const said = { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: response.status, ...said };
}

function parse(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
