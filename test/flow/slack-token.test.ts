/** The real service, the Slack of the tests, and a token that may not do what it has to: over real HTTP, from workerd. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import firing from '../fixtures/payloads/alertmanager-firing-one.json' with { type: 'json' };
import { type Service, startService, stateFolder } from '../support/service.ts';
import { type Slack, startSlack } from '../support/slack.ts';

let folder: ReturnType<typeof stateFolder>;
let slack: Slack;
let service: Service;
beforeEach(async () => {
  folder = stateFolder();
  slack = await startSlack();
});
afterEach(async () => {
  await service.stop();
  await slack.close();
  folder.remove();
});

/** Starts it on the same state. Its cluster has no API: alerts are told as they came. */
async function start(token: string): Promise<void> {
  service = await startService({
    settings: { clusters: [{ name: 'prod' }], slack: { channel: slack.channel, api: slack.url } },
    secrets: { SLACK_BOT_TOKEN: token },
    directory: folder.directory,
  });
}

/** An alert of a pod of its own, and the first word about it. */
async function tell(pod: string): Promise<void> {
  const [one] = firing.alerts;
  const labels = { ...one?.labels, cluster: 'prod', pod, uid: pod };
  const before = posted().length;
  const body = JSON.stringify({ ...firing, alerts: [{ ...one, fingerprint: pod, labels }] });
  expect((await service.post('/webhooks/alertmanager', body)).status).toBe(202);
  await service.hears(`${pod} is told`, () => posted().length > before);
}
const posted = () => service.said().filter(({ msg, kind }) => msg === 'posted' && kind === 'parent');
const hears = (msg: string) => service.hears(msg, (line) => line.msg === msg);
const checks = () => slack.calls().filter(({ method }) => method === 'auth.test').length;

const get = async (path: string): Promise<string> =>
  (await fetch(service.url + path, { headers: { authorization: 'Bearer webhook-secret' } })).text();
const problems = async (): Promise<string[]> =>
  [...(await get('/metrics')).matchAll(/^lastword_slack_problems\{.*reason="([^"]+)".*\} 1$/gm)].map(
    ([, reason = '']) => reason,
  );
const onPage = async (): Promise<string | null> =>
  /<section class="warn" aria-label="Slack">.*?<\/section>/s.exec(await get('/'))?.[0] ?? null;

const lives = { timeout: 60_000 };

describe('the scopes of the token', lives, () => {
  it('are looked at once, after the first message, and nothing is said of those that are there', async () => {
    await start(slack.token);
    await tell('web-1');
    await hears('slack token is well');
    await tell('web-2');
    expect(slack.calls().map(({ method }) => method)[0]).toBe('chat.postMessage');
    expect([checks(), await problems(), await onPage()]).toEqual([1, [], null]);
    expect(await get('/metrics')).toContain('lastword_slack_problems{cluster="prod",reason="channels:history"} 0');

    // Another life has it from the store.
    await service.kill();
    await start(slack.token);
    await tell('web-3');
    expect([checks(), await problems(), await onPage()]).toEqual([1, [], null]);
  });

  it('that are missing stand on the page, in /metrics and in the log; another token heals it', async () => {
    await start(slack.writeOnlyToken);
    await tell('web-1');
    const { level, problem } = await hears('slack token');
    expect([level, problem]).toEqual([
      'warn',
      expect.stringMatching(/SLACK_BOT_TOKEN lacks the scope channels:history .* may be seen twice\. Add it/),
    ]);
    expect([checks(), await problems()]).toEqual([1, ['channels:history']]);
    expect(await onPage()).toContain('lacks the scope channels:history');

    // A life that has said nothing yet knows it, too.
    await service.kill();
    await start(slack.writeOnlyToken);
    expect([await problems(), (await onPage()) !== null]).toEqual([['channels:history'], true]);

    await service.kill();
    await start(slack.token);
    expect([await problems(), await onPage()]).toEqual([[], null]);
    await tell('web-2');
    await hears('slack token is well');
    expect([checks(), await problems(), await onPage()]).toEqual([2, [], null]);
  });

  it('are nothing for a token that Slack does not know: that is said beside the dead letters', async () => {
    await start('xoxb-of-another-day');
    const body = JSON.stringify({ ...firing, alerts: firing.alerts.map((one) => ({ ...one, fingerprint: 'f' })) });
    await service.post('/webhooks/alertmanager', body);
    expect((await hears('slack token')).problem).toMatch(/is not a token of any workspace \(invalid_auth\)\. Copy/);
    expect(await problems()).toEqual(['token']);
    expect(await get('/')).toMatch(/aria-label="Slack".*aria-label="Not delivered"/s);
  });
});

describe('no message waits', lives, () => {
  it('for an auth.test that hangs: one that comes meanwhile is told before it is given up', async () => {
    slack.setFaults({ always: { kind: 'hang', method: 'auth.test' } });
    await start(slack.token);
    await tell('web-1');
    await slackHears('auth.test');
    await tell('web-2');
    expect(service.said().map(({ msg }) => msg)).not.toContain('slack token not checked');
    expect((await hears('slack token not checked')).why).toMatch(/^request_failed: ./);
    expect([await problems(), await onPage()]).toEqual([['unanswered'], null]);
  });

  it('for one that is answered 500', async () => {
    slack.setFaults({ always: { kind: 'status', status: 500, method: 'auth.test' } });
    await start(slack.token);
    await tell('web-1');
    expect((await hears('slack token not checked')).why).toBe('status 500');
    await tell('web-2');
    expect([checks(), await problems(), await onPage()]).toEqual([1, ['unanswered'], null]);
  });
});

describe('with a token that may not look', lives, () => {
  it.each([
    ['a message that did not go out is said all the same', false, 1],
    ['one that did go out is said twice, perhaps, but never not at all', true, 2],
  ])('%s', async (_sentence, publish, seen) => {
    await start(slack.writeOnlyToken);
    slack.failNext({ kind: 'cut', publish, method: 'chat.postMessage' });
    await tell('web-1');
    expect(slack.calls().map(({ method }) => method)).toContain('conversations.history');
    const parents = (await slack.messages()).filter(({ thread_ts }) => thread_ts === null);
    expect(parents).toHaveLength(seen);
  });
});

/** Resolves when Slack is asked that; the service goes on meanwhile. */
async function slackHears(method: string): Promise<void> {
  await expect.poll(() => slack.calls().some((call) => call.method === method), { timeout: 30_000 }).toBe(true);
}
