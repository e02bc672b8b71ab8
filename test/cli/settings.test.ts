import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  demoSettings,
  doubledNames,
  loadSettings,
  missingSecrets,
  namedSecrets,
  sameClusters,
} from '../../src/cli/settings.ts';
import { parseSettings } from '../../src/config/config.ts';

const settings = parseSettings(`
clusters: [{ name: prod, api: https://k8s.example, token: KUBE_TOKEN }]
slack: { channel: C0123456789 }
`);

describe('the settings of a start', () => {
  it('are the demo without a lastword.yaml, and an error for a named file that is not there', () => {
    expect(() => loadSettings('no/such.yaml')).toThrow('There is no file no/such.yaml.');
  });

  it.each([
    ['', /prod\.yaml is empty\. It needs a cluster/],
    ['# clusters:\n\n---\n', /prod\.yaml is empty/],
    [
      'clusters: [{ name: a, contxt: b }]',
      /^[^\n]*prod\.yaml:1:23: clusters\[0\]\.contxt: there is no such key\. Did you mean context\?$/,
    ],
    ['a: b: c', /prod\.yaml:1:4: this is not YAML/],
  ])('are refused by the name of the very file: %j', (text, sentence) => {
    const folder = mkdtempSync(join(tmpdir(), 'lastword-settings-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'prod.yaml'), text);
    expect(() => loadSettings(join(folder, 'prod.yaml'))).toThrow(sentence);
  });

  it('want names that mean one cluster each, aliases too', () => {
    const twice = parseSettings('{ clusters: [{ name: a }, { name: b, aliases: [b, a] }] }');
    expect(doubledNames(twice)).toEqual([expect.stringContaining('Two clusters are called a.')]);
    expect(doubledNames(parseSettings('{ clusters: [{ name: a, aliases: [c] }, { name: b }] }'))).toEqual([]);
  });

  it('want clusters that are read at places of their own', () => {
    const read = (clusters: string) => sameClusters(parseSettings(`{ clusters: ${clusters} }`));
    expect(read('[{ name: a }, { name: b }]')).toEqual([
      expect.stringContaining('Clusters a and b are read at the same context of the same kubeconfig'),
    ]);
    expect(read('[{ name: a, api: "https://k" }, { name: b, api: "https://k" }]')).toEqual([
      expect.stringContaining('are read at https://k'),
    ]);
    expect(read('[{ name: a, context: a }, { name: b, context: b }, { name: c }]')).toEqual([]);
  });

  it('name every secret that is not set, and how to make it', () => {
    const sentences = missingSecrets(settings, {});
    expect(sentences).toHaveLength(3);
    expect(sentences[0]).toContain('export LASTWORD_WEBHOOK_TOKEN=$(openssl rand -hex 32)');
    expect(sentences[1]).toContain('SLACK_BOT_TOKEN is not set');
    expect(sentences[2]).toContain('export KUBE_TOKEN=$(kubectl -n lastword create token lastword --duration=24h)');
  });

  it('name the token of a Prometheus, and hand it on', () => {
    const measured = parseSettings(
      '{ clusters: [{ name: a, prometheus: { url: "http://p:9090", token: P_TOKEN } }], webhooks: { allow_unauthenticated: true } }',
    );
    expect(missingSecrets(measured, {})).toEqual([expect.stringContaining('Cluster a: P_TOKEN is not set.')]);
    expect(missingSecrets(measured, { P_TOKEN: 'x' })).toEqual([]);
    expect(namedSecrets(measured, { P_TOKEN: 'x' })).toEqual({ P_TOKEN: 'x' });
  });

  it.each([
    ['{ token: P_TOKEN }', /clusters\[0\]\.prometheus\.url: /],
    ['{ url: "ftp://p" }', /clusters\[0\]\.prometheus\.url: /],
    [
      '{ url: "http://p", token: s3cret }',
      /clusters\[0\]\.prometheus\.token: must be the NAME of an environment variable/,
    ],
    ['{ url: "http://p", labels: { "a b": c } }', /clusters\[0\]\.prometheus\.labels/],
  ])('refuse a Prometheus that cannot be asked: %s', (prometheus, sentence) => {
    expect(() => parseSettings(`{ clusters: [{ name: a, prometheus: ${prometheus} }] }`)).toThrow(sentence);
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

describe('messages_per_second', () => {
  const paced = (pace: string) => parseSettings(`{ clusters: [{ name: a }], slack: { channel: C0123456${pace} } }`);

  it('is one, as Slack allows, unless it is said', () => {
    expect([paced(''), paced(', messages_per_second: 20')].map(({ slack }) => slack?.messages_per_second)).toEqual([
      1, 20,
    ]);
  });

  it.each(['0', '-1', '51', 'fast', '.inf'])('is not %s', (pace) => {
    expect(() => paced(`, messages_per_second: ${pace}`)).toThrow(/slack\.messages_per_second: /);
  });
});
