/** Every recorded stop in the middle of a deployment window, through the Desk itself: what nobody should miss is told all the same. */
import { afterEach, describe, expect, it } from 'vitest';
import { route } from '../../src/demo/route.ts';
import type { Snapshot } from '../../src/demo/snapshot.ts';
import { mergeSnapshots } from '../../src/demo/world.ts';
import { receive } from '../../src/receive/receive.ts';
import { newestHidden } from '../../src/store/hidden-list.ts';
import type { Store } from '../../src/store/store.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { deskBeside } from '../support/desk-beside.ts';
import { realTime } from '../support/fake-time.ts';
import { recording, recordingNames, truthOf } from '../support/recordings.ts';
import { responseOf } from '../support/shop.ts';
import { notice, start } from '../support/windows.ts';

afterEach(realTime);

const hour = 3_600_000;

/** The API of a recording, which stands still. */
function fetchOf(snapshot: Snapshot): typeof fetch {
  const served = { world: mergeSnapshots([snapshot]), generation: 1, options: {} };
  return (input) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : String(input));
    const asked = { method: 'GET', path: decodeURIComponent(pathname), query: searchParams };
    const { status, body } = route(served, asked);
    return Promise.resolve(responseOf(status, body));
  };
}

/** What becomes of a recording's alerts; `announced`: in the middle of a lease of all of its namespace. */
async function told(name: string, announced: boolean) {
  const { snapshot, sender, body, truth } = await recording(name);
  const moment = Date.parse(snapshot.now);
  const { lives, time, posted } = deskBeside(moment - 3 * hour, fetchOf(snapshot));
  const { namespace } = truth;
  if (announced) await lives.ask((desk) => desk.deploy(start({ namespace, ttlMs: 4 * hour })));
  time.jump(3 * hour);
  const batch = receive(sender, body);
  if (!batch.ok) throw new Error(batch.reason);
  await lives.accept(arrivalOf(...batch.alerts));
  await time.advance(30_000);
  const atOnce = posted().map(({ message }) => message.text);
  const hidden = newestHidden({ sql: lives.sql } as Store, 100);
  if (announced) await lives.ask((desk) => desk.deploy(notice('finish')));
  await time.advance(5 * hour);
  return { truth, sender, atOnce, hidden, posted: posted().map(({ message }) => message.text) };
}

/** What hides the expected stops of which the cluster shows no rollout. */
const ruleOf = (announced: boolean, cause: string): string =>
  announced || cause.startsWith('rollout') ? 'deployments' : 'expected';

describe.each([
  ['that a pipeline announced', true],
  ['that the cluster alone shows', false],
])('in a deployment %s', (_whose, announced) => {
  const of = (verdict: string) => recordingNames.filter((name) => truthOf(name).verdict === verdict);

  it.each(of('investigate'))('%s is told at once, and nothing of it is hidden', async (name) => {
    const { atOnce, hidden } = await told(name, announced);
    expect([atOnce.length, hidden]).toEqual([1, []]);
  });

  it.each(of('expected'))('%s is hidden, listed in one digest, and told when it still fires', async (name) => {
    const { truth, sender, atOnce, hidden, posted } = await told(name, announced);
    const rule = ruleOf(announced, truth.cause);
    expect([atOnce, hidden.map((stop) => stop.rule)]).toEqual([[], [rule]]);
    const fires = sender === 'alertmanager' && rule === 'deployments';
    expect(posted.filter((text) => text.includes('still fires')).length).toBe(fires ? 1 : 0);
    expect(posted.filter((text) => !text.includes('still fires')).length).toBe(1);
  });
});
