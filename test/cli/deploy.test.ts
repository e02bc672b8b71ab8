/** `lastword deploy` and `lastword replay`, against the real service. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../src/cli/deploy.ts';
import { InputError } from '../../src/cli/explain-input.ts';
import type { Io } from '../../src/cli/lastword.ts';
import { replay } from '../../src/cli/replay.ts';
import { type Service, startService, stateFolder } from '../support/service.ts';

const state = stateFolder();
let service: Service;
beforeAll(async () => {
  service = await startService({ settings: { clusters: [{ name: 'lab' }] }, directory: state.directory });
}, 60_000);
afterAll(async () => {
  await service.stop();
  state.remove();
});

type Environment = Record<string, string>;
type Command = (args: string[], io: Io, environment: Environment) => Promise<number>;

/** What a command says to a pipeline, and with which status. */
async function run(command: Command, args: string[], variables: Environment = {}): Promise<[number, string, string]> {
  const said = { out: '', err: '' };
  const io = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text) } as Io;
  const environment = { LASTWORD_URL: service.url, LASTWORD_WEBHOOK_TOKEN: 'webhook-secret', ...variables };
  const status = await command(args, io, environment);
  return [status, said.out, said.err];
}
const job = (run: string): Environment => ({ GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'release' });
const time = String.raw`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

it('a pipeline announces its deployment from its start to its finish, by the id of its job', async () => {
  const step = (...args: string[]) => run(deploy, args, job('71'));
  const says = (text: string) => [0, expect.stringMatching(new RegExp(`^${text}\n$`)), ''];
  expect(await step('start', '-n', 'shop', 'deploy/web', 'db', '--ttl', '20m')).toEqual(
    says(`Deployment github-71-2-release is announced: .* until ${time} at the latest\\.`),
  );
  expect(await step('heartbeat')).toEqual(
    says(`Deployment github-71-2-release goes on, until ${time} at the latest\\.`),
  );
  expect(await step('finish')).toEqual(says(`Deployment github-71-2-release is finished; .* until ${time}\\.`));
  expect(await step('finish')).toEqual(
    says(`Note: deployment github-71-2-release finished at ${time}: it was over, and stays so\\.`),
  );
});

it('what was called off is said, too', async () => {
  await run(deploy, ['start', '--id', 'night', '-n', 'shop']);
  expect(await run(deploy, ['abort', '--id', 'night'])).toEqual([
    0,
    'Deployment night is aborted: nothing stays quiet for it from now on.\n',
    '',
  ]);
});

describe('what stands in the way', () => {
  const away = { LASTWORD_URL: 'http://127.0.0.1:2' };
  it.each<[what: string, args: string[], variables: Environment, why: RegExp]>([
    ['a service that is away', ['finish'], away, /nothing listens at http:\/\/127\.0\.0\.1:2 .*Check --url/],
    [
      'a wrong token',
      ['finish'],
      { LASTWORD_WEBHOOK_TOKEN: 'odd' },
      /answered 401: .* LASTWORD_WEBHOOK_TOKEN holds here/,
    ],
    [
      'a token that is not set',
      ['finish'],
      { LASTWORD_WEBHOOK_TOKEN: '' },
      /answered 401: .* is not set here: export LASTWORD_WEBHOOK_TOKEN=/,
    ],
    ['a deployment that nobody started', ['heartbeat'], {}, /answered 404: no deployment .* send its start first\.$/],
    [
      'an unknown cluster',
      ['start', '-n', 'shop', '--cluster', 'laab'],
      {},
      /answered 400: cluster: laab .* Did you mean lab\?/,
    ],
  ])('%s is said in one sentence, and fails the pipeline unless it only tries', async (_what, args, variables, why) => {
    const told = { ...job('80'), ...variables };
    const failed: unknown = await run(deploy, args, told).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(InputError);
    expect((failed as InputError).message).toMatch(why);
    const [status, out, err] = await run(deploy, [...args, '--best-effort'], told);
    expect([status, out, err]).toEqual([0, '', expect.stringContaining('The pipeline goes on')]);
    expect(err).toContain((failed as InputError).message);
  });

  it('somebody else who answers at that address is not believed', async () => {
    const elsewhere = run(deploy, ['finish', '--url', `${service.url}/healthz`], job('81'));
    await expect(elsewhere).rejects.toThrow(/answered 404: there is no such address/);
  });
});

it('replay says that there is nothing to send again, or why it could not ask', async () => {
  expect(await run(replay, ['--url', service.url])).toEqual([0, 'There is nothing to send again.\n', '']);
  await expect(run(replay, ['--url', 'http://127.0.0.1:2'])).rejects.toThrow(/nothing listens/);
  await expect(run(replay, ['--url', 'service'])).rejects.toThrow(/"service" is not the address of a service/);
  const gone = run(replay, ['--url', service.url, '--delivery', 'd-1']);
  await expect(gone).rejects.toThrow(/There is no dead letter d-1: it was sent again/);
});
