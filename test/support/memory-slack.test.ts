import { describe, expect, it } from 'vitest';
import { notifierContract } from '../contract/notifier.ts';
import { message } from './incidents.ts';
import { memorySlack } from './memory-slack.ts';

const atOnce = (now = () => 1_700_000_000_000) => memorySlack(now, () => Promise.resolve());

describe('the Slack in memory', () => {
  notifierContract(() =>
    Promise.resolve({ notifier: atOnce().notifier, channel: 'C1', close: () => Promise.resolve() }),
  );

  it('shows a message whose answer was lost when it appears, and finds it only then', async () => {
    let now = 1_700_000_000_000;
    const slack = atOnce(() => now);
    slack.faults.push({ kind: 'lost', appearsAfter: 3_000 });
    expect(await slack.notifier.post('C1', message('late'), 'd-1', null)).toMatchObject({ ok: false, kind: 'unknown' });
    const found = () => slack.notifier.find('C1', 'd-1', 1_700_000_000, null);
    expect([slack.shown(), await found()]).toEqual([[], { ok: true, ts: null }]);
    now += 3_000;
    expect(slack.shown()).toHaveLength(1);
    expect(await found()).toEqual({ ok: true, ts: slack.shown()[0]?.ts });
  });

  it.each(['never', 'plain', 'wait'] as const)('publishes nothing of a call that it answers with %s', async (kind) => {
    const slack = atOnce();
    slack.faults.push(kind === 'wait' ? { kind, retryAfterSeconds: 7 } : { kind });
    expect(await slack.notifier.post('C1', message('refused'), 'd-1', null)).toMatchObject({
      ok: false,
      kind,
      retryAfterSeconds: kind === 'wait' ? 7 : null,
    });
    expect(slack.shown()).toEqual([]);
  });
});
