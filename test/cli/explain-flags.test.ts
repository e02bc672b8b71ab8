import { describe, expect, it } from 'vitest';
import { explainFlags } from '../../src/cli/explain-flags.ts';
import { UsageError } from '../../src/cli/flags.ts';

describe('the flags of explain', () => {
  it('take a target anywhere on the line', () => {
    expect(explainFlags(['-n', 'shop', 'pod/web-1', '-c', 'app', '-o', 'json'])).toMatchObject({
      what: { target: { kind: 'pod', name: 'web-1' } },
      namespace: 'shop',
      container: 'app',
      json: true,
    });
    expect(explainFlags(['deploy/web', '--namespace=shop'])).toMatchObject({
      what: { target: { kind: 'deployment', name: 'web' } },
      namespace: 'shop',
      json: false,
    });
  });

  it('take a lone dash for standard input', () => {
    expect(explainFlags(['-'])).toMatchObject({ what: 'stdin' });
  });

  it.each([
    [['pod/a', 'pod/b'], 'One at a time: "pod/b" is one too many.'],
    [['pod/a', '--webhook', 'x'], 'Either "pod/a" or --webhook says what to explain: leave out one.'],
    [[], 'Say what to explain: pod/NAME, deploy/NAME, --webhook FILE, or - for standard input.'],
    [['web-1'], '"web-1" could be anything: say pod/web-1 or deploy/web-1.'],
    [['depoy/web'], '"depoy" is no kind that can be explained. Did you mean deploy/web?'],
    [['pod/..'], '".." is not a name that Kubernetes would allow.'],
    [['pod/a', '-o', 'jsno'], '--output takes text, json; not "jsno". Did you mean json?'],
    [
      ['pod/a', '--expect', 'expcted'],
      '--expect takes expected, investigate, undetermined; not "expcted". Did you mean expected?',
    ],
    [['pod/a', '--contxt', 'x'], 'Unknown flag --contxt. Did you mean --context?'],
    [
      ['pod/a', '--snapshot', 'a', '--context', 'b'],
      '--snapshot takes the place of a cluster: leave out --snapshot or --context.',
    ],
    [
      ['-', '--snapshot', 'a'],
      '"-" explains what comes on standard input alone: leave out --snapshot, --context and --kubeconfig.',
    ],
  ])('refuse %j', (args, sentence) => {
    expect(() => explainFlags(args)).toThrow(new UsageError(sentence));
  });

  it('are none when the help is asked for', () => {
    expect(explainFlags(['--help'])).toBeNull();
  });
});
