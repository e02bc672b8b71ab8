import { describe, expect, it } from 'vitest';
import { toText } from '../src/compose/text.ts';
import {
  composeIncident,
  judge,
  judgeAgain,
  look,
  lookAway,
  resolve,
  type Explained,
  type Found,
  type Looked,
} from '../src/pipeline.ts';
import type { Redactor } from '../src/ports.ts';
import type { Alert, Incident, LogTail, Standing } from '../src/types.ts';
import { alertOf, connect } from './support/gathering.ts';
import { defaultPolicy, everythingIsTold } from './support/policy.ts';
import { recording } from './support/recordings.ts';
import { standing } from './support/standing.ts';

const asTheyAre: Redactor = async (texts) => texts;
const nothing: Standing = standing();

async function lookAt(
  name: string,
  redact: Redactor = asTheyAre,
): Promise<{ looked: Looked; now: string; alert: Alert }> {
  const story = await recording(name);
  const { cluster } = await connect(story.snapshot);
  const alert = alertOf(story);
  return { looked: await look(alert, cluster, redact), now: story.snapshot.now, alert };
}

const kinds = ({ say }: Explained): string[] => say.map((saying) => saying.kind);
/** The incident's own message, as it would be said now. */
const words = (incident: Incident): string => toText(composeIncident(incident));
const newsIn = ({ say }: Pick<Explained, 'say'>) => say.filter((saying) => saying.kind === 'news');

describe('an alert is looked at and judged', () => {
  it('from the webhook to what is said, with the log in the thread', async () => {
    const { looked, now } = await lookAt('oom-killed');
    const told = judge(looked, () => nothing, defaultPolicy, now);
    expect(told.diagnosis).toMatchObject({
      cause: 'oom-killed',
      ending: { id: 'oom-killed', exitCode: 137 },
      verdict: 'investigate',
    });
    expect(told.decision).toMatchObject({
      action: 'notify',
      rule: 'investigate',
      reason: 'a new incident',
      channel: null,
    });
    expect(told.incident).toMatchObject({ alerts: 1, openedAt: now, resolvedAt: null, verdict: 'investigate' });
    expect(kinds(told)).toEqual(['parent', 'log']);
    expect(words(told.incident)).toContain('Deployment/image-resizer');
    expect(told.line).toContain('Investigate · ');
  });

  it('an expected stop of a pod that is gone has no log to show', async () => {
    const { looked, now } = await lookAt('rollout-image');
    const told = judge(looked, () => nothing, everythingIsTold, now);
    expect([told.incident.verdict, kinds(told)]).toEqual(['expected', ['parent']]);
  });

  it('and of one that its rollout explains, nothing is said: what would be stands ready', async () => {
    const { looked, now } = await lookAt('rollout-image');
    const hidden = judge(looked, () => nothing, defaultPolicy, now);
    expect(hidden.decision).toMatchObject({ action: 'suppress', rule: 'deployments', window: { kind: 'observed' } });
    expect([hidden.say, hidden.incident.verdict, hidden.line.startsWith('🟢 Expected · ')]).toEqual([
      [],
      'expected',
      true,
    ]);
  });

  it('a hidden stop neither joins nor changes what is told of its workload', async () => {
    const { looked, now } = await lookAt('rollout-image');
    const open = judge(looked, () => nothing, everythingIsTold, now).incident;
    const hidden = judge(looked, () => ({ ...nothing, open }), defaultPolicy, '2030-01-01T00:00:00Z');
    expect(hidden.incident).toMatchObject({ alerts: 1, openedAt: '2030-01-01T00:00:00Z' });
    expect(hidden.say).toEqual([]);
  });

  it('the past is asked for by what was found: the keys of incidents and stop, what matchers see, and when it was', async () => {
    const { looked, now } = await lookAt('oom-killed');
    const asked: Found[] = [];
    const told = judge(looked, (of) => (asked.push(of), nothing), defaultPolicy, now);
    const [trouble, unclear] = ['trouble', 'unclear'].map(
      (story) => `lab-eu-1|team-12|Deployment/image-resizer|${story}`,
    );
    const stop = {
      stop: told.incident.stops[0],
      pod: 'team-12/image-resizer-d58574f6d-sv4ld',
      workload: 'team-12/image-resizer',
    };
    const at = Date.parse(told.diagnosis.ending.finishedAt ?? '');
    expect(asked).toMatchObject([
      { keys: [trouble, unclear], stop, at, labels: { ...looked.alert.labels, cause: 'oom-killed' } },
    ]);
    expect(told.stop).toEqual(stop);
    expect(told.incident.key).toBe(trouble);
  });

  it('everything that was read goes through the redactor before it is judged', async () => {
    const { looked, now } = await lookAt('oom-killed', async (texts) => texts.map(() => 'hidden'));
    const { log } = judge(looked, () => nothing, defaultPolicy, now).diagnosis;
    expect(new Set((log as LogTail).lines.map((line) => line.text))).toEqual(new Set(['hidden']));
  });
});

describe('beside an open incident', () => {
  async function twice(
    change: (open: Incident) => Partial<Standing>,
  ): Promise<{ first: Explained; second: Explained }> {
    const { looked, now } = await lookAt('oom-killed');
    const first = judge(looked, () => nothing, defaultPolicy, now);
    return { first, second: judge(looked, () => ({ ...nothing, ...change(first.incident) }), defaultPolicy, now) };
  }

  it('another alert about the same stop is silent, and counted', async () => {
    const { second } = await twice((open) => ({ open, repeat: true }));
    expect(second.decision.action).toBe('suppress');
    expect([second.say, second.incident.alerts]).toEqual([[], 2]);
  });

  it('a new stop edits the message and rings nobody’s phone', async () => {
    const { second } = await twice((open) => ({ open: { ...open, stops: [] } }));
    expect([kinds(second), second.incident.alerts]).toEqual([['update'], 2]);
  });

  it('a stop that makes it worse is also said in the thread, and shown in the channel', async () => {
    const { second } = await twice((open) => ({ open: { ...open, verdict: 'expected', stops: [] } }));
    expect(kinds(second)).toEqual(['update', 'news', 'log']);
    expect(newsIn(second)).toMatchObject([
      { broadcast: true, message: { text: expect.stringContaining('Investigate') } },
    ]);
  });

  it('a stop of another cause is said in the thread, and in the channel it is not', async () => {
    const { second } = await twice((open) => ({ open: { ...open, told: ['app-exit/exited/app/1'], stops: [] } }));
    expect(kinds(second)).toEqual(['update', 'news', 'log']);
    expect(newsIn(second)).toMatchObject([{ broadcast: false }]);
  });

  it('a stop after it had resolved is said in the thread: it is back', async () => {
    const { second } = await twice((open) => ({ open: { ...open, resolvedAt: open.openedAt, stops: [] } }));
    expect([second.decision.reason, kinds(second)]).toEqual(['its incident is back', ['update', 'news', 'log']]);
    expect(words(second.incident)).toContain('came back once after it had resolved');
  });

  it('an alert about a stop of one that had resolved only says that it is not over', async () => {
    const { second } = await twice((open) => ({ open: { ...open, resolvedAt: open.openedAt }, repeat: true }));
    expect([second.decision.action, kinds(second), second.incident.resolvedAt]).toEqual(['suppress', ['update'], null]);
  });

  it('what is said in the thread tells that stop, also where the message tells a worse one', async () => {
    const worse = 'image-resizer is on fire.';
    const { second } = await twice((open) => ({
      open: { ...open, told: [], diagnosis: { ...open.diagnosis, cause: 'preemption', summary: worse, log: null } },
    }));
    expect(newsIn(second)[0]?.message.text).not.toContain(worse);
    expect(newsIn(second)[0]?.message.text).toContain('ran out of memory');
  });

  it('an alert whose end came in first opens an incident that is over', async () => {
    const { first, second } = await twice(() => ({ resolvedAt: '2026-11-22T19:50:00Z' }));
    expect(second.incident.resolvedAt).toBe('2026-11-22T19:50:00Z');
    expect(words(second.incident)).not.toBe(words(first.incident));
  });
});

describe('an alert of which nothing can be read', () => {
  const why = 'no cluster of the name lab-eu-1 is configured';

  it('is posted as it came, saying why', async () => {
    const { alert, now } = await lookAt('oom-killed');
    const told = judge(await lookAway(alert, why, asTheyAre), () => nothing, defaultPolicy, now);
    expect(told.diagnosis).toMatchObject({ cause: null, ending: { id: 'unknown' }, verdict: 'undetermined' });
    expect(new Set(told.diagnosis.unchecked.map((u) => u.why))).toEqual(new Set([why]));
    expect([told.decision.action, kinds(told)]).toEqual(['notify', ['parent']]);
    expect(words(told.incident)).toContain(why);
    expect(words(told.incident)).toContain('image-resizer-d58574f6d-sv4ld');
  });

  it('its own texts go through the redactor, too', async () => {
    const { alert } = await lookAt('oom-killed');
    const secret: Alert = { ...alert, annotations: { summary: 'hunter2' } };
    const { evidence } = await lookAway(secret, why, async (texts) => texts.map((t) => t.replace('hunter2', 'x')));
    expect(JSON.stringify(evidence)).not.toContain('hunter2');
  });
});

describe('after another look', () => {
  async function again(change: Partial<Incident>) {
    const { looked, now } = await lookAt('oom-killed');
    const { incident } = judge(looked, () => nothing, defaultPolicy, now);
    const told = { ...incident, ...change };
    return { told, again: judgeAgain(looked, told, defaultPolicy, now) };
  }

  it('that saw what was told, nothing is said', async () => {
    const { again: same } = await again({});
    expect([same.changed, same.say]).toEqual([false, []]);
  });

  it('that saw worse, the message is edited, and the thread and the channel hear of it', async () => {
    const { looked, now } = await lookAt('oom-killed');
    const { incident } = judge(looked, () => nothing, defaultPolicy, now);
    const mild = { ...incident.diagnosis, verdict: 'expected' as const };
    const worse = judgeAgain(looked, { ...incident, verdict: 'expected', diagnosis: mild }, defaultPolicy, now);
    expect([worse.changed, worse.incident.alerts]).toEqual([true, 1]);
    expect(worse.say.map((saying) => saying.kind)).toEqual(['update', 'news', 'log']);
    expect(newsIn(worse)).toMatchObject([{ broadcast: true }]);
  });

  it('that saw what could not be read before, its message says what was said first; the news of another stop does not', async () => {
    const { looked, alert, now } = await lookAt('oom-killed');
    const unread = judge(await lookAway(alert, 'no answer', asTheyAre), () => nothing, defaultPolicy, now);
    const { incident } = judgeAgain(looked, unread.incident, defaultPolicy, now);
    expect(words(incident)).toContain('first said `Undetermined`, looked at again ');
    const subject = { ...looked.subject, pod: 'image-resizer-2', uid: 'another' };
    const open = { ...incident, told: [] };
    const second = judge({ ...looked, subject }, () => standing({ open }), defaultPolicy, now);
    expect(newsIn(second).map(({ message }) => toText(message))).toEqual([expect.not.stringContaining('first said')]);
    expect(words(second.incident)).not.toContain('first said');
  });

  it('that saw the same verdict in other words, the message is edited and nobody is rung', async () => {
    const { told } = await again({});
    const { again: other } = await again({ diagnosis: { ...told.diagnosis, summary: 'it stopped.' } });
    expect(other.say).toEqual([{ kind: 'update' }]);
  });
});

it('a resolved incident keeps its story and says when it was over', async () => {
  const { looked, now } = await lookAt('oom-killed');
  const { incident } = judge(looked, () => nothing, defaultPolicy, now);
  const over = resolve(incident, '2026-11-22T19:50:00Z');
  expect(over).toEqual({ ...incident, resolvedAt: '2026-11-22T19:50:00Z' });
  expect(words(over)).toContain('resolved');
  expect(words(incident)).not.toContain('resolved');
  expect(composeIncident(over).attachments[0]?.color).not.toBe(composeIncident(incident).attachments[0]?.color);
});
