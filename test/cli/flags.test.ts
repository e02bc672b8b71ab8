import { describe, expect, it } from 'vitest';
import { parseFlags, UsageError } from '../../src/cli/flags.ts';
import { startFlags } from '../../src/cli/start-flags.ts';

describe('flags', () => {
  it('asks back about a flag that was nearly right', () => {
    expect(() => startFlags(['--prot', '9000'])).toThrow(new UsageError('Unknown flag --prot. Did you mean --port?'));
    expect(() => startFlags(['--insecure'])).toThrow('Did you mean --insecure-local?');
  });

  it('does not make up a likeness', () => {
    expect(() => startFlags(['--xyzzyq'])).toThrow(/^Unknown flag --xyzzyq\.$/);
  });

  it('says which flag lacks its value, and what is not expected at all', () => {
    expect(() => startFlags(['--port'])).toThrow(/--port/);
    expect(() => startFlags(['prod.yaml'])).toThrow('Nothing is expected here: "prod.yaml".');
    expect(() => parseFlags(['--demo=1'], { demo: { type: 'boolean' } })).toThrow(UsageError);
  });

  it.each(['http', '-1', '70000', '1e3'])('refuses the port %s', (port) => {
    expect(() => startFlags([`--port=${port}`])).toThrow(`--port wants a number from 0 to 65535, not "${port}".`);
  });

  it('refuses settings together with the demo, which has its own', () => {
    expect(() => startFlags(['--demo', '--config', 'a.yaml'])).toThrow(/leave out --demo or --config/);
  });

  it('has a default for everything', () => {
    expect(startFlags([])).toEqual({
      config: null,
      port: 8780,
      state: '.lastword',
      demo: false,
      demoAlerts: true,
      insecureLocal: false,
      help: false,
    });
  });
});
