import { describe, expect, it } from 'vitest';
import { toText } from '../src/compose/text.ts';
import { judge, look, lookAway, resolve, type Explained, type Looked } from '../src/pipeline.ts';
import type { Redactor } from '../src/ports.ts';
import type { Alert, Incident, LogTail, Message, Standing } from '../src/types.ts';
import { alertOf, connect } from './support/gathering.ts';
import { recording } from './support/recordings.ts';

const asTheyAre: Redactor = async (texts) => texts;
const nothing: Standing = { open: null, repeat: false, resolvedAt: null };

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
const words = (message: Message | undefined): string => (message ? toText(message) : '');

describe('an alert is looked at and judged', () => {
  it('from the webhook to what is said, with the log in the thread', async () => {
    const { looked, now } = await lookAt('oom-killed');
    const told = judge(looked, () => nothing, now);
    expect(told.diagnosis).toMatchObject({
      cause: 'oom-killed',
      ending: { id: 'oom-killed', exitCode: 137 },
      verdict: 'investigate',
    });
    expect(told.decision).toEqual({ action: 'notify', reason: 'a new incident' });
    expect(told.incident).toMatchObject({ alerts: 1, openedAt: now, resolvedAt: null, verdict: 'investigate' });
    expect(kinds(told)).toEqual(['parent', 'reply']);
    expect(words(told.say[0]?.message)).toContain('Deployment/image-resizer');
    expect(told.line).toContain('Investigate · ');
  });

  it('an expected stop of a pod that is gone has no log to show', async () => {
    const { looked, now } = await lookAt('rollout-image');
    const told = judge(looked, () => nothing, now);
    expect([told.incident.verdict, kinds(told)]).toEqual(['expected', ['parent']]);
  });

  it('the past is asked for by the keys of incident and stop', async () => {
    const { looked, now } = await lookAt('oom-killed');
    const asked: string[][] = [];
    const told = judge(looked, (...keys) => (asked.push(keys), nothing), now);
    expect(asked).toEqual([[told.incident.key, told.incident.stops[0]]]);
    expect(told.incident.key).toBe('lab-eu-1|team-12|Deployment/image-resizer|oom-killed');
  });

  it('everything that was read goes through the redactor before it is judged', async () => {
    const { looked, now } = await lookAt('oom-killed', async (texts) => texts.map(() => 'hidden'));
    const { log } = judge(looked, () => nothing, now).diagnosis;
    expect(new Set((log as LogTail).lines.map((line) => line.text))).toEqual(new Set(['hidden']));
  });
});

describe('beside an open incident', () => {
  async function twice(
    change: (open: Incident) => Partial<Standing>,
  ): Promise<{ first: Explained; second: Explained }> {
    const { looked, now } = await lookAt('oom-killed');
    const first = judge(looked, () => nothing, now);
    return { first, second: judge(looked, () => ({ ...nothing, ...change(first.incident) }), now) };
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

  it('a stop that makes it worse is also said in the thread', async () => {
    const { second } = await twice((open) => ({ open: { ...open, verdict: 'expected', stops: [] } }));
    expect(kinds(second)).toEqual(['update', 'reply', 'reply']);
  });

  it('an alert whose end came in first opens an incident that is over', async () => {
    const { first, second } = await twice(() => ({ resolvedAt: '2026-11-22T19:50:00Z' }));
    expect(second.incident.resolvedAt).toBe('2026-11-22T19:50:00Z');
    expect(words(second.say[0]?.message)).not.toBe(words(first.say[0]?.message));
  });
});

describe('an alert of which nothing can be read', () => {
  const why = 'no cluster of the name lab-eu-1 is configured';

  it('is posted as it came, saying why', async () => {
    const { alert, now } = await lookAt('oom-killed');
    const told = judge(await lookAway(alert, why, asTheyAre), () => nothing, now);
    expect(told.diagnosis).toMatchObject({ cause: null, ending: { id: 'unknown' }, verdict: 'undetermined' });
    expect(new Set(told.diagnosis.unchecked.map((u) => u.why))).toEqual(new Set([why]));
    expect([told.decision.action, kinds(told)]).toEqual(['notify', ['parent']]);
    expect(words(told.say[0]?.message)).toContain(why);
    expect(words(told.say[0]?.message)).toContain('image-resizer-d58574f6d-sv4ld');
  });

  it('its own texts go through the redactor, too', async () => {
    const { alert } = await lookAt('oom-killed');
    const secret: Alert = { ...alert, annotations: { summary: 'hunter2' } };
    const { evidence } = await lookAway(secret, why, async (texts) => texts.map((t) => t.replace('hunter2', 'x')));
    expect(JSON.stringify(evidence)).not.toContain('hunter2');
  });
});

it('a resolved incident keeps its story and says when it was over', async () => {
  const { looked, now } = await lookAt('oom-killed');
  const { incident, say } = judge(looked, () => nothing, now);
  const over = resolve(incident, '2026-11-22T19:50:00Z');
  expect(over.incident).toEqual({ ...incident, resolvedAt: '2026-11-22T19:50:00Z' });
  expect(words(over.message)).toContain('resolved');
  expect(words(say[0]?.message)).not.toContain('resolved');
  expect(over.message.attachments[0]?.color).not.toBe(say[0]?.message.attachments[0]?.color);
});
