/** What can happen to a Desk, in any order: each step tells the model and does it to the real one. */
import fc from 'fast-check';
import { packed } from '../../src/facts/parcels.ts';
import {
  acknowledged,
  arrivalOf,
  asAlert,
  falsSilent,
  fires,
  makeUp,
  makeUpAgain,
  type Model,
  newest,
  type Real,
  send,
} from './accounting-model.ts';
import type { SlackFault } from './memory-slack.ts';
import { workloads } from './shop.ts';

export type Command = fc.AsyncCommand<Model, Real>;

const command = (
  name: string,
  run: (model: Model, real: Real) => void | Promise<void>,
  when: (model: Model) => boolean = () => true,
) => ({
  check: (model: Readonly<Model>) => when(model),
  run: async (model: Model, real: Real) => {
    await run(model, real);
    await real.time.advance(0);
  },
  toString: () => name,
});

type Wanted = { kind: 'alert' | 'event'; workload: number; again: boolean };

/** One webhook with some new alerts. */
const fire = (wanted: Wanted[]): Command =>
  command(
    `fire ${wanted.map((w) => `${w.kind} w${w.workload}${w.again ? ' again' : ''}`).join(', ')}`,
    (model, real) => {
      const now = real.time.now();
      const made = wanted.map(({ kind, workload, again }) => makeUp(model, kind, workload, again, now));
      for (const sent of made) fires(model, sent, now);
      send(real, arrivalOf(...made.map((sent, at) => asAlert(sent, 'firing', now, at))));
    },
  );

/** The end of something that fires. */
const resolve = (pick: number): Command =>
  command(
    `resolve ${pick}`,
    (model, real) => {
      const open = model.sent.filter((sent) => sent.kind === 'alert' && sent.fired && !sent.over);
      const sent = open[pick % open.length];
      if (!sent) return;
      sent.over = true;
      send(real, arrivalOf(asAlert(sent, 'resolved', real.time.now())));
    },
    (model) => model.sent.some((sent) => sent.kind === 'alert' && sent.fired && !sent.over),
  );

/** An end that comes in before its alert does. */
const resolveFirst = (workload: number): Command =>
  command(`resolve first w${workload}`, (model, real) => {
    const sent = makeUp(model, 'alert', workload, false, real.time.now());
    sent.over = true;
    sent.late = true;
    send(real, arrivalOf(asAlert(sent, 'resolved', real.time.now())));
  });

const late = (model: Model) => model.sent.find((sent) => sent.late);

/** The alert whose end came first. */
const fireLate = (): Command =>
  command(
    'fire late',
    (model, real) => {
      const sent = late(model);
      if (!sent) return;
      fires(model, sent, real.time.now());
      send(real, arrivalOf(asAlert(sent, 'firing', real.time.now())));
    },
    (model) => late(model) !== undefined,
  );

const past = (model: Model) => model.sent.find((sent) => sent.past);

/** What was over long ago fires again with the start that it had. Its sender says one thing after the other. */
const fireAgain = (): Command =>
  command(
    'fire again',
    async (model, real) => {
      const before = past(model);
      if (!before) return;
      await acknowledged(real);
      const sent = makeUpAgain(model, before);
      fires(model, sent, real.time.now());
      send(real, arrivalOf(asAlert(sent, 'firing', real.time.now())));
      await acknowledged(real);
    },
    (model) => past(model) !== undefined,
  );

/** What a twin sends, or a sender that did not hear its 202. */
const repeat = (pick: number): Command =>
  command(
    `repeat ${pick}`,
    (model, real) => {
      const any = model.sent[pick % model.sent.length];
      const sent = any && newest(model, any);
      if (!sent) return;
      const now = real.time.now();
      // Long after its end nobody says late that it fires.
      if (sent.fired && !sent.past) send(real, arrivalOf(asAlert(sent, 'firing', now, pick)));
      if (sent.over && sent.kind === 'alert') send(real, arrivalOf(asAlert(sent, 'resolved', now, pick)));
    },
    (model) => model.sent.length > 0,
  );

const malformed = (which: number): Command =>
  command(`malformed ${which}`, (model, real) => {
    model.malformed.add(`bad-${which}`);
    const rejected = [{ id: `bad-${which}`, reason: 'alerts[0].status: Invalid', raw: '{}' }];
    send(real, { parcels: packed({ alerts: [], rejected }), dropped: null });
  });

const goOn = (ms: number): Command => command(`${ms} ms`, (_, real) => real.time.advance(ms));

/** Nobody says anything for longer than an incident may be opened again. */
const silence = (): Command =>
  command(
    'silence',
    async (model, real) => {
      await acknowledged(real);
      await real.time.advance(3 * 3_600_000);
      falsSilent(model, real.time.now());
    },
    ({ pauses }) => pauses < 5,
  );

const slackFails = (fault: SlackFault, times: number): Command =>
  command(`slack ${JSON.stringify(fault)} x${times}`, (_, { slack }) => {
    for (let n = 0; n < times; n++) slack.faults.push(fault);
  });

const clusterIs = (down: boolean): Command =>
  command(`cluster ${down ? 'down' : 'up'}`, (_, { cluster }) => void (cluster.down = down));

const statementFails = (from: number): Command =>
  command(`statement ${from} fails`, (_, { lives }) => lives.failStatement(from));

const crash = (steps: number): Command => command(`crash in ${steps}`, (_, { lives }) => lives.crash(steps));

const workload = fc.nat(workloads - 1);
const wanted = fc.record({
  kind: fc.constantFrom('alert' as const, 'alert' as const, 'alert' as const, 'event' as const),
  workload,
  again: fc.nat(4).map((n) => n === 0),
});
const pick = fc.nat(1000);
const fault: fc.Arbitrary<SlackFault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lost' as const), appearsAfter: fc.option(fc.nat(3_000)) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      retryAfterSeconds: fc.option(fc.integer({ min: 1, max: 40 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'never' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'plain' as const }) },
);

/** Up to so many steps. */
export function histories(maxCommands: number) {
  const goingOn = fc.oneof(fc.nat(300), fc.nat(8_000)).map(goOn);
  const firing = fc.array(wanted, { minLength: 1, maxLength: 3 }).map(fire);
  const crashing = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })).map(crash);
  const kinds: fc.Arbitrary<Command>[] = [
    firing,
    firing,
    firing,
    pick.map(resolve),
    pick.map(resolve),
    workload.map(resolveFirst),
    fc.constant(null).map(fireLate),
    fc.constant(null).map(fireAgain),
    pick.map(repeat),
    fc.nat(2).map(malformed),
    goingOn,
    goingOn,
    goingOn,
    fc.constant(null).map(silence),
    fc.tuple(fault, fc.integer({ min: 1, max: 3 })).map(([what, times]) => slackFails(what, times)),
    fc.boolean().map(clusterIs),
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 })).map(statementFails),
    crashing,
  ];
  return fc.commands(kinds, { maxCommands, size: 'max' });
}
