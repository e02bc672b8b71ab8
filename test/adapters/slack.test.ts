import { describe } from 'vitest';
import { slackNotifier } from '../../src/adapters/slack.ts';
import { notifierContract } from '../contract/notifier.ts';
import { slackContract } from '../contract/slack.ts';
import { startSlack } from '../support/slack.ts';

describe('Slack, from Node', () => {
  notifierContract(async () => {
    const slack = await startSlack();
    return {
      notifier: slackNotifier({ token: slack.token, api: slack.url }),
      channel: slack.channel,
      close: () => slack.close(),
    };
  });
  slackContract(() => startSlack(), slackNotifier, 'wait');
});
