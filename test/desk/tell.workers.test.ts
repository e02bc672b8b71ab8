import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { tell } from '../../src/desk/tell.ts';
import type { Saying } from '../../src/pipeline.ts';
import { putIncident, type StoredIncident } from '../../src/store/incidents.ts';
import { joinStorm, openStorm } from '../../src/store/storms.ts';
import type { Incident, Verdict } from '../../src/types.ts';
import { desk, type QuietDesk, quietly } from '../support/desks.ts';
import { incident, message } from '../support/incidents.ts';
import { onClock } from '../support/stops.ts';

afterEach(() => reset());

const news = { kind: 'news', message: message('news'), broadcast: true } as const satisfies Saying;
const log: Saying = { kind: 'log', message: message('the log') };
const queued = ({ store }: QuietDesk) =>
  store
    .sql('SELECT thread_id, kind, rank, broadcast, message FROM outbox ORDER BY rank, id')
    .map((row) => [row['thread_id'], row['kind'], row['broadcast'], row['message'] === '' ? null : 'fixed']);

/** An incident in the store, told as `parts` say. */
function put(
  { store }: QuietDesk,
  changes: Partial<Incident> = {},
  parts: Partial<StoredIncident> = {},
): StoredIncident {
  const of = incident(changes);
  const told = { id: putIncident(store, null, of), incident: of, channel: null, ts: null, stormId: null, own: true };
  return { ...told, ...parts };
}

describe('what is said of an incident', () => {
  it('goes into its own thread; the message itself is composed when it goes out, what was said at its moment is kept', async () => {
    const rows = await quietly(desk(), async (quiet) => {
      onClock(quiet);
      const told = put(quiet);
      const delivery = tell(quiet.ports, told, [{ kind: 'parent' }, log]);
      return [delivery, queued(quiet)];
    });
    expect(rows).toEqual([
      1,
      [
        [1, 'parent', 0, null],
        [1, 'reply', 0, 'fixed'],
      ],
    ]);
  });

  it('is nothing when there is nothing to say', async () => {
    const seen = await quietly(desk(), async (quiet) => {
      onClock(quiet);
      return [tell(quiet.ports, put(quiet), []), queued(quiet)];
    });
    expect(seen).toEqual([null, []]);
  });

  it('news is shown in the channel when it says so, and goes before the edit; the log comes last', async () => {
    const rows = await quietly(desk(), async (quiet) => {
      onClock(quiet);
      tell(quiet.ports, put(quiet), [{ kind: 'update' }, log, news]);
      return queued(quiet);
    });
    expect(rows).toEqual([
      [1, 'reply', 1, 'fixed'],
      [1, 'update', 0, null],
      [1, 'reply', 0, 'fixed'],
    ]);
  });

  it('what is to be looked into goes first, what was expected last', async () => {
    const order = await quietly(desk(), async (quiet) => {
      onClock(quiet);
      const verdicts: Verdict[] = ['expected', 'undetermined', 'investigate'];
      for (const verdict of verdicts) tell(quiet.ports, put(quiet, { verdict }), [{ kind: 'parent' }, log]);
      return queued(quiet).map(([thread, kind]) => [thread, kind]);
    });
    expect(order).toEqual([
      [3, 'parent'],
      [2, 'parent'],
      [1, 'parent'],
      [3, 'reply'],
      [2, 'reply'],
      [1, 'reply'],
    ]);
  });
});

describe('of an incident in a storm', () => {
  async function inStorm(own: boolean, say: Saying[]) {
    return quietly(desk(), async (quiet) => {
      onClock(quiet);
      const { id } = put(quiet);
      const stormId = openStorm(quiet.store, 0, null);
      joinStorm(quiet.store, stormId, id, own, 0);
      const delivery = tell(quiet.ports, { ...put(quiet), id, stormId, own }, say);
      const told = quiet.store.sql('SELECT thread_id FROM outbox WHERE id = ?', delivery)[0]?.['thread_id'];
      return { told, rows: queued(quiet) };
    });
  }

  it('without a message of its own, the list is edited and the news goes into the storm’s thread; its log stays out', async () => {
    expect(await inStorm(false, [{ kind: 'update' }, news, log])).toEqual({
      told: 2,
      rows: [
        [2, 'reply', 1, 'fixed'],
        [2, 'update', 0, null],
      ],
    });
  });

  it('what was read at last is told with the details of all, which the channel sees', async () => {
    const { rows } = await inStorm(false, [{ kind: 'update' }, { ...news, readAtLast: true }]);
    expect(rows).toEqual([
      [2, 'details', 1, null],
      [2, 'update', 0, null],
    ]);
  });

  it('with one, that is told, and the list is edited too', async () => {
    expect(await inStorm(true, [{ kind: 'update' }, log])).toEqual({
      told: 1,
      rows: [
        [1, 'update', 0, null],
        [2, 'update', 0, null],
        [1, 'reply', 0, 'fixed'],
      ],
    });
  });
});
