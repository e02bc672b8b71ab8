import { describe, expect, it } from 'vitest';
import { deployFlags } from '../../src/cli/deploy-flags.ts';
import { lastword } from '../support/command.ts';

const place = { LASTWORD_URL: 'https://lastword.example', LASTWORD_WEBHOOK_TOKEN: 't' };
const flags = (line: string, environment: Record<string, string> = {}) =>
  deployFlags(line.split(' ').filter(Boolean), { ...place, ...environment });

const github = {
  GITHUB_RUN_ID: '71',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_JOB: 'release',
  GITHUB_SHA: '0123456789abcdef',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REF_NAME: 'main',
  GITHUB_ACTOR: 'kim',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'shop/web',
};
const gitlab = {
  CI_PIPELINE_ID: '500',
  CI_JOB_ID: '9001',
  CI_COMMIT_SHA: '0123456789abcdef',
  GITLAB_USER_LOGIN: 'kim',
  CI_JOB_URL: 'https://gitlab.example/shop/web/-/jobs/9001',
};
const jenkins = { BUILD_TAG: 'jenkins-web-12', GIT_COMMIT: '0123456789abcdef', BUILD_URL: 'https://ci.example/12/' };

describe('of itself a pipeline says', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'GitHub Actions',
      github,
      {
        id: 'github-71-2-release',
        version: '0123456',
        actor: 'kim',
        url: 'https://github.com/shop/web/actions/runs/71',
      },
    ],
    [
      'GitHub Actions on a tag',
      { ...github, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.42.0' },
      { id: 'github-71-2-release', version: 'v1.42.0' },
    ],
    [
      'GitLab CI',
      gitlab,
      { id: 'gitlab-500-9001', version: '0123456', actor: 'kim', url: 'https://gitlab.example/shop/web/-/jobs/9001' },
    ],
    ['GitLab CI on a tag', { ...gitlab, CI_COMMIT_TAG: 'v2' }, { version: 'v2' }],
    ['Jenkins', jenkins, { id: 'jenkins-web-12', version: '0123456', actor: null, url: 'https://ci.example/12/' }],
  ])('%s which deployment it is', (_name, environment, notice) => {
    expect(flags('start -n shop', environment)?.notice).toMatchObject(notice);
  });

  it('what is said by hand counts', () => {
    const said = '--id x --version v9 --actor robin --link https://ci.example/9 --ttl 2h --cluster lab';
    expect(flags(`start -n shop sts/db ${said}`, github)?.notice).toEqual({
      id: 'x',
      action: 'start',
      cluster: 'lab',
      namespace: 'shop',
      workloads: ['StatefulSet/db'],
      version: 'v9',
      actor: 'robin',
      url: 'https://ci.example/9',
      ttl: '2h',
    });
  });
});

it('where the service is and its token come from flags or from the environment', () => {
  expect(flags('finish --id x')?.service).toEqual({
    url: 'https://lastword.example',
    token: 't',
    tokenName: 'LASTWORD_WEBHOOK_TOKEN',
  });
  expect(flags('finish --id x --url http://127.0.0.1:1 --token-from OTHER', { OTHER: 'o' })?.service).toEqual({
    url: 'http://127.0.0.1:1',
    token: 'o',
    tokenName: 'OTHER',
  });
});

describe('a wrong command line is asked back', () => {
  it.each([
    ['', 'Say what it does: lastword deploy start, heartbeat, finish or abort.'],
    ['stat -n shop', 'deploy takes start, heartbeat, finish, abort; not "stat". Did you mean start?'],
    [
      'start -n shop',
      'Name the deployment: --id ID (only a job of GitHub Actions, GitLab CI or Jenkins has one by itself).',
    ],
    ['start --id x', 'Name the namespace that is deployed to: -n NAME.'],
    ['start --id x -n Shop', '"Shop" is not the name of a namespace.'],
    ['start --id x -n shop deplyo/web', '"deplyo/web" is no workload: say deploy/NAME, sts/NAME or ds/NAME.'],
    ['start --id x -n shop --ttl soon', '--ttl takes a duration like 30m or 1h30m; not "soon".'],
    ['finish --id x deploy/web', 'A deployment ends as a whole: leave out "deploy/web".'],
    ['finish --id x --namspace shop', 'Unknown flag --namspace. Did you mean --namespace?'],
  ])('%s', (line, said) => {
    expect(() => flags(line)).toThrow(said);
  });

  it('also when no service is named', () => {
    expect(() => deployFlags(['finish', '--id', 'x'], {})).toThrow(
      'Name the running service: --url http://HOST:PORT, or LASTWORD_URL in the environment.',
    );
  });
});

it('explains itself with a whole deployment', async () => {
  const byFlag = await lastword(['deploy', '--help']);
  expect(byFlag).toMatchObject({ status: 0, err: '' });
  expect(byFlag.out).toContain('lastword deploy start -n shop deploy/web deploy/api --version v1.42.0');
  expect(await lastword(['help', 'deploy'])).toEqual(byFlag);
});

it('sends whoever is wrong to its help, with status 2', async () => {
  const { status, err } = await lastword(['deploy', 'strat']);
  expect([status, err]).toEqual([
    2,
    expect.stringMatching(/Did you mean start\?\nlastword help deploy shows how\.\n$/),
  ]);
});
