/** The Node side of slack-remote.ts: starts Slacks on demand and passes calls on. */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Slack, startSlack } from './slack.ts';

const verbs = ['calls', 'messages', 'settled', 'failNext', 'setFaults', 'close'] as const;
type Verb = (typeof verbs)[number];

/** Listens on a free loopback port. Closing it closes every Slack that it started. */
export async function startSlackControl(): Promise<{ url: string; close(): Promise<void> }> {
  const slacks: Slack[] = [];
  const answer = async (path: string, args: unknown[]): Promise<unknown> => {
    if (path === 'start') {
      const id = slacks.push(await startSlack()) - 1;
      const { url, token, writeOnlyToken, channel, channelName } = slacks[id] as Slack;
      return { id, url, token, writeOnlyToken, channel, channelName };
    }
    const [id = '', name = ''] = path.split('/');
    const slack = slacks[Number(id)];
    if (slack === undefined || !verbs.includes(name as Verb)) throw new Error('no such Slack or verb');
    return (slack[name as Verb] as (...given: unknown[]) => unknown)(...args);
  };
  const server = createServer((request, response) => {
    void json(request)
      .then((args) => answer((request.url ?? '').slice(1), args as unknown[]))
      .then((result) => response.end(JSON.stringify(result ?? null)))
      .catch((error: unknown) => response.writeHead(500).end(JSON.stringify(String(error))));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.all(slacks.map((slack) => slack.close()));
    },
  };
}
