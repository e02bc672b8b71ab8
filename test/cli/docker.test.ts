import { describe, expect, it } from 'vitest';
import { explainContainer } from '../../src/cli/docker.ts';
import type { DockerContainer } from '../../src/cli/docker-facts.ts';
import { lookup } from '../../src/facts/field.ts';

/** As Docker 28 prints it, the fields that are read. */
function container(state: Partial<DockerContainer['State']>, rest: Partial<DockerContainer> = {}): DockerContainer {
  return {
    Id: '0f0e0d0c0b0a09080706050403020100',
    Name: '/web',
    RestartCount: 0,
    State: {
      Status: 'exited',
      Running: false,
      Restarting: false,
      OOMKilled: false,
      ExitCode: 0,
      Error: '',
      StartedAt: '2026-11-22T19:00:00.123456789Z',
      FinishedAt: '2026-11-22T19:30:00.5Z',
      ...state,
    },
    HostConfig: { Memory: 0, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
    Config: { StopSignal: 'SIGTERM' },
    ...rest,
  };
}
const always = { HostConfig: { Memory: 0, RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } } };
const texts = (one: DockerContainer): string =>
  explainContainer(one)
    .because.map(({ text }) => text)
    .join('\n');

describe('docker inspect', () => {
  it('is out of memory only when Docker says so', () => {
    const killed = explainContainer(
      container({ ExitCode: 137, OOMKilled: true }, { HostConfig: { Memory: 67_108_864 } }),
    );
    expect(killed).toMatchObject({ cause: 'oom-killed', ending: 'oom-killed', exitCode: 137, verdict: 'investigate' });
    expect(killed.summary).toBe('web was killed by the kernel for memory after 30 minutes (limit 64 MiB).');
  });

  it('calls a 137 without that mark a SIGKILL of unknown origin, and says what was ruled out', () => {
    const answer = explainContainer(
      container({ ExitCode: 137 }, { Config: { StopSignal: 'SIGTERM', StopTimeout: 30 } }),
    );
    expect(answer).toMatchObject({ cause: null, ending: 'signalled', exitCode: 137, verdict: 'investigate' });
    expect(answer.summary).toContain('Docker does not record by whom');
    expect(answer.because.map(({ text }) => text)).toEqual([
      'ended at 2026-11-22T19:30:00.5Z: exit 137, SIGKILL',
      '`State.OOMKilled` is false: ruled out is a kill at its own memory limit',
      expect.stringContaining('still running after its 30 s'),
    ]);
    expect(answer.remediation.join('\n')).toMatch(/docker events --since \d+ --until \d+ --filter container=web/);
    expect(answer.unchecked.map(({ evidence }) => evidence)).toEqual(['log', 'events']);
  });

  it('does not take an exit code for the killed process of a container that went on', () => {
    const answer = explainContainer(container({ ExitCode: 1, OOMKilled: true }));
    expect(answer.summary).toMatch(
      /^A process in web was killed by the kernel for memory; its main process then ended/,
    );
  });

  it('knows a 143 as what docker stop sends, and nothing more', () => {
    const answer = explainContainer(container({ ExitCode: 143 }));
    expect(answer).toMatchObject({ cause: null, ending: 'signalled', verdict: 'undetermined' });
    expect(answer.summary).toContain('which is what docker stop sends; Docker does not record who sent it');
    const other = explainContainer(container({ ExitCode: 143 }, { Config: { StopSignal: '3' } }));
    expect(other.summary).not.toContain('docker stop');
  });

  it('says that Docker was told when the restart policy did not bring it back', () => {
    expect(texts(container({ ExitCode: 143 }, always))).toContain('its restart policy is always, and Docker did not');
    expect(
      texts(container({ ExitCode: 143, Status: 'restarting', Restarting: true, Running: true }, always)),
    ).not.toContain('restart policy');
    expect(texts(container({ ExitCode: 143 }))).not.toContain('restart policy');
  });

  it.each([
    ['a crash', { ExitCode: 139 }, 'app-exit', 'signalled', 'investigate', /crashed with SIGSEGV/],
    ['an error of the program', { ExitCode: 3 }, 'app-exit', 'exited', 'investigate', /ended with exit 3/],
    ['a good end', { ExitCode: 0 }, null, 'exited', 'undetermined', /ended with exit 0/],
    ['SIGINT', { ExitCode: 130 }, null, 'signalled', 'undetermined', /ended at SIGINT/],
    [
      'a program that is not there',
      { ExitCode: 127, Status: 'created', Error: 'exec: "nginxx": executable file not found in $PATH' },
      'start-error',
      'never-started',
      'investigate',
      /could not start \(exit 127\): exec: "nginxx"/,
    ],
  ] as const)('tells %s', (_what, state, cause, ending, verdict, summary) => {
    const answer = explainContainer(container(state));
    expect(answer).toMatchObject({
      cause,
      ending,
      verdict,
      exitCode: state.ExitCode,
      summary: expect.stringMatching(summary),
    });
  });

  it('has no exit code for a container that runs, or was never started', () => {
    const running = explainContainer(container({ Status: 'running', Running: true }, { RestartCount: 4 }));
    expect(running).toMatchObject({ ending: 'unknown', exitCode: null, verdict: 'undetermined' });
    expect(running.summary).toContain('its exit code is no longer kept, Docker restarted it 4 times');
    const never = { Status: 'created', StartedAt: '0001-01-01T00:00:00Z', FinishedAt: '0001-01-01T00:00:00Z' };
    expect(explainContainer(container(never))).toMatchObject({ ending: 'never-started', exitCode: null });
  });

  it('names a container by its ID when it has no name, and needs no more than a state', () => {
    expect(explainContainer({ Id: '0f0e0d0c0b0a0908', State: { ExitCode: 137 } }).container).toBe('0f0e0d0c0b0a');
    expect(explainContainer({ State: { ExitCode: 0 } }).summary).toMatch(/^the container ended with exit 0;/);
  });

  it('cites fields of the object as they stand there', () => {
    for (const code of [0, 1, 134, 137, 143]) {
      for (const oom of [true, false]) {
        const one = container({ ExitCode: code, OOMKilled: oom }, { ...always, RestartCount: 2 });
        const { because, summary } = explainContainer(one);
        expect(summary.length).toBeLessThanOrEqual(200);
        for (const { text, sources } of because) {
          expect(sources, text).not.toEqual([]);
          for (const { path, field, value } of sources) {
            expect(path).toBe('docker inspect');
            expect(lookup(one, field)).toEqual(value);
          }
        }
      }
    }
  });
});
