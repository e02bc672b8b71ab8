/** The Slack of the tests as tests inside workerd drive it: over a control server in Node, with the same names. */
import type { Slack } from './slack.ts';

/** A Slack whose functions all answer later. */
export type RemoteSlack = {
  [K in keyof Slack]: Slack[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : Slack[K];
};

/** Starts one of its own for the caller. `control`: address of the control server (`inject('slackControl')`). */
export async function remoteSlack(control: string): Promise<RemoteSlack> {
  const ask = async (path: string, args: unknown[]): Promise<never> => {
    const response = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(args) });
    return (await response.json()) as never;
  };
  const facts: Pick<Slack, 'url' | 'token' | 'writeOnlyToken' | 'channel' | 'channelName'> & { id: number } = await ask(
    'start',
    [],
  );
  const { id, ...rest } = facts;
  return {
    ...rest,
    calls: () => ask(`${id}/calls`, []),
    messages: () => ask(`${id}/messages`, []),
    settled: () => ask(`${id}/settled`, []),
    failNext: (...args) => ask(`${id}/failNext`, args),
    setFaults: (...args) => ask(`${id}/setFaults`, args),
    close: () => ask(`${id}/close`, []),
  };
}
