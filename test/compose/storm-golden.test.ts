/** A storm as the person on call reads it: from what was looked at, through judgement and grouping, to the text. Read the golden files. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeIncident } from '../../src/compose/compose.ts';
import { toText } from '../../src/compose/text.ts';
import { incidentKeys } from '../../src/group/group.ts';
import {
  composeDetails,
  composeStorm,
  judge,
  judgeAgain,
  type Looked,
  resolve,
  stormStories,
} from '../../src/pipeline.ts';
import type { Incident, Message } from '../../src/types.ts';
import { crash, killedAfterGrace, nodeDrained, nodeLost, oomKill, replaced, unread } from '../support/looked.ts';
import { defaultPolicy, everythingIsTold } from '../support/policy.ts';
import { standing } from '../support/standing.ts';
import { at } from '../support/stories.ts';

const golden = join(import.meta.dirname, '../fixtures/golden/storms');
const now = at(60);

/** The incidents that these stops make, one after the other, with nothing before them. */
function incidentsOf(all: Looked[]): Incident[] {
  const open: Incident[] = [];
  for (const looked of all) {
    const { incident } = judge(
      looked,
      ({ keys, stop: { pod, workload } }) => {
        const known = open.find(({ key }) => keys.includes(key)) ?? null;
        const [podKnown, workloadKnown] = [
          known?.pods.includes(pod ?? '') ?? false,
          known?.workloads.includes(workload) ?? false,
        ];
        return standing({ open: known, podKnown, workloadKnown });
      },
      everythingIsTold,
      now,
    );
    const place = open.findIndex(({ key }) => incidentKeys(incident.diagnosis, looked.alert.fingerprint).includes(key));
    if (place < 0) open.push(incident);
    else open[place] = incident;
  }
  return open;
}

const pods = (n: number, make: (pod: string) => Looked, workload: string): Looked[] =>
  Array.from({ length: n }, (_, i) => make(`${workload}-${i + 1}`));
const storm = (incidents: Incident[]): Message =>
  composeStorm({ stories: stormStories(incidents), isOwn: () => false, openedAt: at(30), lastSeenAt: at(90) });
const refused = 'dial tcp 10.96.4.20:5432: connect: connection refused';

/** Twelve workloads: five that cannot reach their database, others with stories of their own. */
const mixed = (): Incident[] =>
  incidentsOf([
    ...['orders', 'checkout', 'billing', 'ledger', 'invoices'].flatMap((workload) =>
      pods(workload === 'orders' ? 15 : 4, (pod) => crash({ workload, pod, lines: [refused] }), workload),
    ),
    ...['mailer', 'search'].map((workload) => crash({ workload })),
    oomKill({ workload: 'image-resizer' }),
    ...['cron', 'sessions'].map((workload) => unread({ workload })),
    ...['web', 'payments-api'].map((workload) => replaced({ workload })),
  ]);

const workloads = ['web', 'orders', 'mailer', 'search', 'billing', 'ledger', 'sessions', 'cron', 'invoices'];
/** 52 pods of these nine. */
const onOneNode = (make: typeof nodeLost): Looked[] =>
  workloads.flatMap((workload, i) => pods(i < 7 ? 6 : 5, (pod) => make({ workload, pod }), workload));
const drained = (): Looked[] => workloads.map((workload) => nodeDrained({ workload }));

const one = (incidents: Incident[]): Incident => incidents[0] ?? expect.fail('there is no incident');

const cases: [string, () => Message][] = [
  ['twelve-workloads', () => storm(mixed())],
  ['one-address', () => storm(mixed().slice(0, 5))],
  ['details', () => composeDetails(mixed()).message],
  ['over', () => storm(mixed().map((incident) => resolve(incident, at(600))))],
  ['node-not-ready', () => composeIncident(one(incidentsOf(onOneNode(nodeLost))))],
  ['node-drained', () => composeIncident(one(incidentsOf(drained())))],
  [
    'node-drained-one-killed',
    () =>
      composeIncident(
        one(incidentsOf([...drained(), killedAfterGrace(nodeDrained({ workload: 'web', pod: 'web-9' }))])),
      ),
  ],
  [
    'unread-pods-of-one-workload',
    () =>
      storm(
        Array.from({ length: 10 }, (_, i) => {
          const parts = { workload: 'orders', pod: `orders-${i + 1}`, lines: [refused] };
          const told = one(incidentsOf([unread(parts, { workload: null })]));
          return judgeAgain(crash(parts), told, defaultPolicy, at(120)).incident;
        }),
      ),
  ],
  [
    'came-back',
    () => {
      const first = resolve(one(incidentsOf([crash()])), at(300));
      const past = standing({ open: first, workloadKnown: true });
      return composeIncident(judge(crash({ pod: 'web-2', second: 400 }), () => past, defaultPolicy, at(430)).incident);
    },
  ],
  [
    'read-at-last',
    () => composeIncident(judgeAgain(crash(), one(incidentsOf([unread()])), defaultPolicy, at(120)).incident),
  ],
];

describe.each(cases)('%s', (name, make) => {
  test('reads as its golden message', async () => {
    const message = make();
    await expect(`${message.text}\n---\n${toText(message)}\n`).toMatchFileSnapshot(join(golden, `${name}.txt`));
  });
});
