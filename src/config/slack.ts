/** `slack`: where messages go. */
import * as z from 'zod';
import { address, channel, secretName, someMatchers } from './fields.ts';

const route = z.strictObject({
  matchers: someMatchers.describe('Which stops it is for.'),
  channel: channel.describe('ID of the channel that their messages go to.'),
});

export const slack = z.strictObject({
  channel: channel.describe('ID of the channel that messages go to, when no route says otherwise.'),
  token: secretName.default('SLACK_BOT_TOKEN').describe('Name of the secret that holds the bot token (xoxb-…).'),
  routes: z
    .array(route)
    .default([])
    .describe('Which messages go to another channel. The first route that matches counts.'),
  api: address
    .default('https://slack.com/api/')
    .describe("Slack's Web API; another address only in tests and behind proxies."),
  messages_per_second: z
    .number()
    .min(0.1)
    .max(50)
    .default(1)
    .describe('Calls a second at most. Slack allows one a channel (https://docs.slack.dev/apis/web-api/rate-limits/).'),
});
