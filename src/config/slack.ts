/** `slack`: where messages go. */
import * as z from 'zod/mini';
import { address, channel, secretName, someMatchers } from './fields.ts';
import { mapping } from './mapping.ts';

const route = mapping({
  matchers: [someMatchers, 'Which stops it is for.'],
  channel: [channel, 'ID of the channel that their messages go to.'],
});

export const slack = mapping({
  channel: [channel, 'ID of the channel that messages go to, when no route says otherwise.'],
  token: [z._default(secretName, 'SLACK_BOT_TOKEN'), 'Name of the secret that holds the bot token (xoxb-…).'],
  routes: [
    z._default(z.array(route), []),
    'Which messages go to another channel. The first route that matches counts.',
  ],
  api: [
    z._default(address, 'https://slack.com/api/'),
    "Slack's Web API; another address only in tests and behind proxies.",
  ],
  messages_per_second: [
    z._default(z.number().check(z.minimum(0.1), z.maximum(50)), 1),
    'Calls a second at most. Slack allows one a channel (https://docs.slack.dev/apis/web-api/rate-limits/).',
  ],
});
