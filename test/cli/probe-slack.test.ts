import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeSlack } from '../../src/cli/probe-slack.ts';

type Answer = { status: number; body: object; scopes?: string };
let server: Server;
let answer: Answer;

beforeEach(async () => {
  server = createServer((_, response) => {
    const scopes = answer.scopes === undefined ? {} : { 'x-oauth-scopes': answer.scopes };
    response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close', ...scopes });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const api = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
const ask = (given: Answer) => {
  answer = given;
  return probeSlack({ api: api(), token: 'xoxb-1', tokenName: 'SLACK_BOT_TOKEN' });
};

describe('the bot token', () => {
  it('is fine when it may write and look for what it wrote', async () => {
    const said = await ask({ status: 200, body: { ok: true }, scopes: 'chat:write,channels:history' });
    expect(said).toEqual({ problem: null, warning: null });
  });

  it('is refused when it may not write', async () => {
    const { problem } = await ask({ status: 200, body: { ok: true }, scopes: 'channels:history' });
    expect(problem).toMatch(/^Slack: the token in SLACK_BOT_TOKEN lacks the scope chat:write\. Add it/);
  });

  it('is warned of when it may only write', async () => {
    const { problem, warning } = await ask({ status: 200, body: { ok: true }, scopes: 'chat:write' });
    expect(problem).toBeNull();
    expect(warning).toMatch(/lacks the scope channels:history/);
  });

  it.each(['invalid_auth', 'token_revoked', 'account_inactive'])('is refused when Slack says %s', async (error) => {
    const { problem } = await ask({ status: 200, body: { ok: false, error } });
    expect(problem).toMatch(new RegExp(`^Slack: the token in SLACK_BOT_TOKEN .* \\(${error}\\)\\. Copy the`));
  });

  it.each([
    { status: 503, body: {} },
    { status: 200, body: { ok: false, error: 'internal_error' } },
  ])("does not keep lastword from starting in Slack's own trouble: %j", async (trouble) => {
    const { problem, warning } = await ask(trouble);
    expect(problem).toBeNull();
    expect(warning).toMatch(/Messages wait until Slack answers again/);
  });

  it('is refused where something else answers, and only warned of where nothing does', async () => {
    const wrong = await ask({ status: 404, body: {} });
    expect(wrong.problem).toMatch(/is not Slack's Web API \(status 404\)/);
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const away = await probeSlack({ api: `http://127.0.0.1:${port}/api/`, token: 'x', tokenName: 'T' });
    expect(away.problem).toBeNull();
    expect(away.warning).toBe(
      `Slack: nothing listens at http://127.0.0.1:${port} (connection refused). Check slack.api in lastword.yaml, and that it is running. Messages wait until Slack answers again.`,
    );
  });
});
