/** A Desk looks what its Slack token may do: once, after what is urgent, and whatever becomes of the look. */
import { afterEach, describe, expect, it } from 'vitest';
import { fixed } from '../../src/desk/ports.ts';
import type { Notifier } from '../../src/ports.ts';
import type { Bot, Refused } from '../../src/types.ts';
import { arrivalOf } from '../support/accounting-model.ts';
import { alertOfPod } from '../support/alerts.ts';
import { deskLives } from '../support/desk-lives.ts';
import { fakeTime, realTime } from '../support/fake-time.ts';
import { lifePorts } from '../support/life-ports.ts';
import { memorySlack } from '../support/memory-slack.ts';
import { podNamed, shop } from '../support/shop.ts';

afterEach(realTime);

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const bot = (mark: string): Bot => ({ mark, tokenName: 'SLACK_BOT_TOKEN', api: 'https://slack.test/api/' });

type Answer = Awaited<ReturnType<Notifier['check']>>;
const mayAll: Answer = { ok: true, scopes: ['chat:write', 'channels:history'] };
const mayWrite: Answer = { ok: true, scopes: ['chat:write'] };
const trouble: Refused = { ok: false, kind: 'unknown', error: 'http_500', retryAfterSeconds: null };

/** A Desk whose token may do what `told` says at the moment, or whose Slack does not answer (null) for five seconds. */
function begin(first: Answer | null = mayAll) {
  const time = fakeTime(Date.parse('2026-11-22T03:00:00Z'));
  const slack = memorySlack(time.steady, time.wait);
  const told: { answer: Answer | null; bot: Bot | null } = { answer: first, bot: bot('1') };
  const calls: { what: 'check' | 'word'; at: number }[] = [];
  const logged: string[] = [];
  const note = (what: 'check' | 'word') => void calls.push({ what, at: time.steady() });
  const notifier: Notifier = {
    ...slack.notifier,
    post: (...said) => (note('word'), slack.notifier.post(...said)),
    update: (...said) => (note('word'), slack.notifier.update(...said)),
    check: async () => {
      note('check');
      await time.wait(told.answer === null ? 5 * second : 80);
      return told.answer ?? trouble;
    },
  };
  const ports = { fetch: shop().fetch, notifier };
  const log = (msg: string): void => void (/slack/.test(msg) && logged.push(msg));
  const lives = deskLives(
    time,
    (step) => lifePorts(step, ports, { bot: told.bot, log }),
    (wired) => {
      let made = wired;
      return { ...fixed(made), ports: () => (made.bot === told.bot ? made : (made = { ...made, bot: told.bot })) };
    },
  );
  let alerts = 0;
  /** An alert of another workload comes in. */
  const alert = () => lives.accept(arrivalOf(alertOfPod(podNamed(alerts++, 0))));
  const checks = () => calls.filter(({ what }) => what === 'check').map(({ at }) => at);
  const problems = async () => {
    const samples = (await lives.ask((desk) => desk.metrics())) ?? [];
    const own = samples.filter(({ name }) => name === 'lastword_slack_problems');
    return own.flatMap(({ labels, value }) => (value === 1 ? [labels['reason']] : []));
  };
  const shown = async () => (await lives.ask((desk) => desk.view()))?.token ?? null;
  return { time, slack, told, calls, logged, lives, alert, checks, problems, shown };
}

describe('a token that is well', () => {
  it('is looked at once in a life, after the first words and at their pace', async () => {
    const { time, calls, logged, alert, checks, problems, shown } = begin();
    await time.advance(hour);
    expect(calls).toEqual([]);
    await alert();
    await time.advance(hour);
    const at = calls.map(({ what }) => what);
    expect([at[0], at.indexOf('check')]).toEqual(['word', at.length - 1]);
    const gaps = calls.slice(1).map((call, i) => call.at - (calls[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(second);
    for (let n = 0; n < 72; n++) {
      await alert();
      await time.advance(hour);
    }
    expect(checks()).toHaveLength(1);
    expect([await problems(), await shown(), logged]).toEqual([[], null, ['slack token is well']]);
  });

  it('is not looked at again by a Desk that restarts over and over, and once a day at most', async () => {
    const { time, lives, alert, checks } = begin();
    for (let n = 0; n < 100; n++) {
      await alert();
      await time.advance(20 * second);
      lives.crash();
    }
    expect(checks()).toHaveLength(1);
    await time.advance(24 * hour);
    await alert();
    await time.advance(minute);
    expect(checks()).toHaveLength(2);
  });

  it('where messages stay on the page there is none', async () => {
    const { time, told, alert, checks, lives } = begin();
    told.bot = null;
    await alert();
    await time.advance(hour);
    expect(checks()).toEqual([]);
    const samples = await lives.ask((desk) => desk.metrics());
    expect(samples?.map(({ name }) => name)).not.toContain('lastword_slack_problems');
  });
});

describe('no message waits for the look', () => {
  /** When two alerts are told, milliseconds after they came: the first of all, and one that comes so long after it. */
  async function toldAfter(late: number, answer: Answer | null, own: Bot | null): Promise<number[]> {
    const { time, slack, told, alert } = begin(answer);
    told.bot = own;
    const start = time.steady();
    await alert();
    await time.advance(late);
    await alert();
    await time.advance(minute);
    const [first, other] = slack.shown().filter(({ thread }) => thread === null);
    realTime();
    return [(first?.at ?? Infinity) - start, (other?.at ?? Infinity) - start - late];
  }
  const answers: [string, Answer | null][] = [
    ['answers', mayAll],
    ['answers 500', trouble],
    ['does not answer', null],
  ];
  const moments = [0, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000, 4_500, 5_000, 6_000, 8_000];

  it.each(answers)('of a Slack that %s, but for the pace of one call', async (_how, answer) => {
    const waits: number[] = [];
    for (const late of moments) {
      const [without, beside] = [await toldAfter(late, answer, null), await toldAfter(late, answer, bot('1'))];
      expect(beside[0]).toBe(without[0]);
      waits.push((beside[1] ?? Infinity) - (without[1] ?? 0));
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(second);
    // One that comes just as it begins waits its turn, and hardly any other.
    expect(waits.filter((ms) => ms > 0).length).toBeLessThanOrEqual(2);
  });

  it('in a storm it comes when all is said that is due', async () => {
    const { time, alert, calls, checks } = begin();
    for (let n = 0; n < 9; n++) await alert();
    await time.advance(5 * minute);
    const lastWord = calls.findLast(({ what }) => what === 'word')?.at ?? 0;
    expect([checks().length, calls.length > 6, (checks()[0] ?? 0) > lastWord]).toEqual([1, true, true]);
  });
});

describe('a token with which something is wrong', () => {
  it('is said in the log once, on the page and in /metrics, and looked at every ten minutes until it is well', async () => {
    const { time, told, lives, alert, checks, logged, problems, shown } = begin(mayWrite);
    await alert();
    await time.advance(hour);
    expect(checks().length).toBe(6);
    expect([await problems(), logged]).toEqual([['channels:history'], ['slack token']]);
    const page = await shown();
    expect(page?.what).toContain('lacks the scope channels:history');
    // A life that has nothing to say shows it, too, and looks again.
    lives.crash();
    expect(await shown()).toEqual(page);
    told.answer = mayAll;
    await time.advance(11 * minute);
    expect([await problems(), await shown()]).toEqual([[], null]);
    expect(logged).toEqual(['slack token', 'slack token is well']);
    await time.advance(hour);
    expect(checks().length).toBe(7);
  });

  it('is forgotten for another, which is looked at in its turn', async () => {
    const { time, told, alert, checks, problems, shown } = begin({ ...trouble, kind: 'never', error: 'token_revoked' });
    await alert();
    await time.advance(minute);
    expect([await problems(), (await shown())?.what]).toEqual([
      ['token'],
      'the token in SLACK_BOT_TOKEN was revoked (token_revoked)',
    ]);
    [told.answer, told.bot] = [mayAll, bot('2')];
    expect([await shown(), await problems()]).toEqual([null, []]);
    await alert();
    await time.advance(minute);
    expect(checks().length).toBe(2);
  });
});

describe('a Slack that does not say', () => {
  it.each<[string, Answer | null]>([
    ['answers 500', trouble],
    ['hangs', null],
  ])('and %s is asked again less and less often; what it said before holds', async (_how, answer) => {
    const { time, told, alert, checks, problems, shown, logged } = begin(answer);
    await alert();
    await time.advance(24 * hour);
    expect(checks().length).toBe(11);
    expect([await problems(), await shown()]).toEqual([['unanswered'], null]);
    expect(new Set(logged)).toEqual(new Set(['slack token not checked']));
    told.answer = mayWrite;
    await time.advance(24 * hour);
    expect(await problems()).toEqual(['channels:history']);
    told.answer = answer;
    await time.advance(hour);
    expect(await problems()).toEqual(['channels:history', 'unanswered']);
    expect((await shown())?.what).toContain('channels:history');
  });

  it('is not hammered by a Desk that restarts over and over, also in the middle of a look', async () => {
    const { time, alert, lives, checks } = begin(null);
    for (let n = 0; n < 180; n++) {
      await alert();
      await time.advance(10 * second);
      lives.crash();
    }
    expect(checks().length).toBeGreaterThan(2);
    expect(checks().length).toBeLessThan(7);
  });

  it('a clock that jumps back does not put the next look off', async () => {
    const { time, alert, checks } = begin(trouble);
    await alert();
    await time.advance(minute / 2);
    time.jump(-30 * 24 * hour);
    await alert();
    await time.advance(2 * minute);
    expect(checks().length).toBeGreaterThan(1);
  });
});
