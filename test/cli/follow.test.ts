import { describe, expect, it } from 'vitest';
import { changed, type Started } from '../../src/cli/follow.ts';
import { parseSettings } from '../../src/config/config.ts';

const file = 'prod.yaml';
const text = 'clusters: [{ name: a, token: KUBE_TOKEN }]\nslack: { channel: C0123456 }\n';
const settings = parseSettings(text);
const started: Started = {
  file,
  settings,
  running: { ...settings, clusters: [{ name: 'a', aliases: [], api: 'http://127.0.0.1:1', token: 'MADE' }] },
  secrets: { KUBE_TOKEN: 'k', SLACK_BOT_TOKEN: 's', LASTWORD_WEBHOOK_TOKEN: 'w', MADE: 'm' },
  insecureLocal: false,
};

describe('a changed file', () => {
  it('goes to the worker with the clusters that the launcher has found', () => {
    const handed = parseSettings(changed(`${text}storms: { threshold: 99 }`, started));
    expect([handed.storms.threshold, handed.clusters]).toEqual([99, started.running.clusters]);
    expect(handed.webhooks.allow_unauthenticated).toBe(false);
  });

  it('asks for no secret on this machine, when the start said so', () => {
    const handed = parseSettings(changed(text, { ...started, insecureLocal: true }));
    expect(handed.webhooks.allow_unauthenticated).toBe(true);
  });

  it.each([
    ['is wrong', `${text}stroms: {}`, /^prod\.yaml:3:1: stroms: there is no such key\. Did you mean storms\?$/],
    ['is gone, or empty', '', /^prod\.yaml is empty/],
    ['has other clusters', text.replace('name: a', 'name: b'), /^prod\.yaml: the clusters have changed\. .*restart/],
    [
      'names another secret',
      text.replace('C0123456', 'C0123456, token: OTHER'),
      /OTHER was not among the secrets before\. .*restart/,
    ],
  ])('is refused when it %s', (_how, changedText, sentence) => {
    expect(() => changed(changedText, started)).toThrow(sentence);
  });

  it('is refused when it needs a secret that was named and never set', () => {
    const open: Started = {
      ...started,
      settings: parseSettings(`${text}webhooks: { allow_unauthenticated: true }`),
      secrets: { KUBE_TOKEN: 'k', SLACK_BOT_TOKEN: 's' },
    };
    expect(() => changed(text, open)).toThrow(/^Webhooks: LASTWORD_WEBHOOK_TOKEN is not set/);
  });
});
