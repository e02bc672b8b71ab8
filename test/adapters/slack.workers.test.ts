import { describe, inject } from 'vitest';
import { slackNotifier } from '../../src/adapters/slack.ts';
import { notifierContract } from '../contract/notifier.ts';
import { slackContract } from '../contract/slack.ts';
import { remoteSlack } from '../support/slack-remote.ts';

const start = () => remoteSlack(inject('slackControl'));

describe('Slack, from workerd', () => {
  notifierContract(async () => {
    const { channel, close, token, url: api } = await start();
    return { notifier: slackNotifier({ token, api }), channel, close };
  });
  slackContract(start, slackNotifier, 'unknown');
});
