import { expect, it } from 'vitest';
import { unreadable } from '../../src/adapters/no-cluster.ts';
import { inboxPass } from '../../src/desk/inbox-pass.ts';
import type { Cluster } from '../../src/ports.ts';
import { addAlert } from '../../src/store/inbox.ts';
import { passPorts } from '../support/pass-ports.ts';
import { alert } from '../support/stories.ts';

/** How many of thirty alerts, ten of them side by side, a pass of four seconds works on, when each takes so long to be read (milliseconds). */
async function workedOn(ms: number): Promise<number> {
  const clock = { now: Date.parse('2026-11-22T14:05:00Z') };
  const nothing = unreadable('it is not there');
  const list: Cluster['list'] = (kind, where) => {
    clock.now += kind === 'pods' ? ms : 0;
    return nothing.list(kind, where);
  };
  const ports = passPorts({ cluster: () => ({ ...nothing, list }), now: () => clock.now });
  for (let n = 0; n < 30; n++) {
    const labels = { namespace: `shop-${n}`, pod: 'web-1', container: 'app' };
    addAlert(ports.store, alert({ fingerprint: `f-${n}`, labels }), clock.now);
  }
  return inboxPass(ports, clock.now + 4_000);
}

it.each<[when: string, ms: number, alerts: number]>([
  ['all that can be read in time', 10, 30],
  ['no more than can be read in time, going by what went before', 150, 20],
  ['none that would be called off on the way', 300, 10],
  ['some, however slow it is', 1_000, 10],
])('a pass works on %s', async (_when, ms, alerts) => expect(await workedOn(ms)).toBe(alerts));
