import { describe, expect, it } from 'vitest';
import { demoSettings, loadSettings, missingSecrets, namedSecrets } from '../../src/cli/settings.ts';
import { parseSettings } from '../../src/config.ts';

const settings = parseSettings(`
clusters: [{ name: prod, api: https://k8s.example, token: KUBE_TOKEN }]
slack: { channel: C0123456789 }
`);

describe('the settings of a start', () => {
  it('are the demo without a lastword.yaml, and an error for a named file that is not there', () => {
    expect(() => loadSettings('no/such.yaml')).toThrow('There is no file no/such.yaml.');
  });

  it('name every secret that is not set, and how to make it', () => {
    const sentences = missingSecrets(settings, {});
    expect(sentences).toHaveLength(3);
    expect(sentences[0]).toContain('export LASTWORD_WEBHOOK_TOKEN=$(openssl rand -hex 32)');
    expect(sentences[1]).toContain('SLACK_BOT_TOKEN is not set');
    expect(sentences[2]).toContain('export KUBE_TOKEN=$(kubectl -n lastword create token lastword)');
  });

  it('are content with one of several webhook tokens', () => {
    const two = parseSettings('{ clusters: [{ name: a }], webhooks: { tokens: [OLD, NEW] } }');
    expect(missingSecrets(two, { NEW: 'x' })).toEqual([]);
    expect(missingSecrets(two, { NEW: ' ' })[0]).toMatch(/^Webhooks: OLD and NEW are not set/);
  });

  it('want no webhook secret where none is checked', () => {
    expect(missingSecrets(demoSettings('lab', 'http://127.0.0.1:1', 'T'), { T: 'x' })).toEqual([]);
  });

  it('hand on the named secrets and nothing else of the environment', () => {
    expect(namedSecrets(settings, { KUBE_TOKEN: 'k', SLACK_BOT_TOKEN: 's', AWS_SECRET: 'no' })).toEqual({
      KUBE_TOKEN: 'k',
      SLACK_BOT_TOKEN: 's',
    });
  });
});
