/**
 * A flood of bodies that no sender writes, against the real service: each is answered readably, what is valid among them is kept and
 * explained, and afterwards it is the same process, in the memory it had before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostile, type Sent } from '../support/hostile.ts';
import { hostileNotice } from '../support/hostile-notices.ts';
import { type Service, startService, stateFolder } from '../support/service.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const recorded = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(payloads\/.*|\/alert|\/event)\.json$/.test(file))
  .map((file): Pick<Sent, 'path' | 'body'> => ({
    path: file.endsWith('/event.json') ? '/webhooks/events' : '/webhooks/alertmanager',
    body: readFileSync(join(fixtures, file), 'utf8'),
  }));

/** Nothing listens on port 1: no cluster can be read, and messages stay on the page. */
const settings = { clusters: [{ name: 'lab', api: 'http://127.0.0.1:1' }] };
const state = stateFolder();
let service: Service;

type Answer = {
  status: number;
  body: { accepted?: number; repeated?: number; rejected?: string[]; dropped?: string; error?: string };
};

async function send({ path, body, headers }: Pick<Sent, 'body' | 'headers'> & { path: string }): Promise<Answer> {
  const response = await fetch(service.url + path, {
    method: 'POST',
    body: body as string,
    headers: { authorization: 'Bearer webhook-secret', 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** What is wrong with an answer; null when nothing is. */
function complaint({ truth }: Pick<Sent, 'truth'>, { status, body }: Answer): string | null {
  const { accepted = NaN, repeated = NaN, rejected = [], dropped, error = '' } = body;
  const onlyBad = typeof truth === 'object' && truth?.kept === 0 && truth.bad > 0;
  if (status === 400 || status === 415) {
    if (error.length < 10 || error.length > 5000) return 'an error that nobody can read';
    return truth === 'refused' || truth === null || onlyBad ? null : 'a good body is refused';
  }
  if (status !== 200 && status !== 202) return 'neither a receipt nor a refusal';
  if (truth === 'refused' || onlyBad) return 'a bad body is taken';
  if (Number.isNaN(accepted + repeated)) return 'a receipt without numbers';
  if (truth === null) return null;
  if (dropped !== undefined || accepted + repeated !== truth.kept) return 'good alerts are missing';
  return rejected.length === truth.bad ? null : 'bad alerts are missing';
}

/** Eight at a time, on connections that stay open. */
async function sendAll(bodies: Sent[]): Promise<void> {
  const rest = bodies.values();
  const sender = async (): Promise<void> => {
    for (const sent of rest) {
      const answer = await send(sent);
      const wrong = complaint(sent, answer);
      if (wrong !== null) throw new Error(`${wrong} (${sent.what}): ${JSON.stringify(answer).slice(0, 2000)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
}

const good = { status: 'firing', labels: { alertname: 'A' }, startsAt: '2026-11-22T19:40:18Z', fingerprint: 'good' };
const group = (...alerts: unknown[]): string => JSON.stringify({ alerts });
const limit = 8 * 1024 * 1024;
/** A group of exactly so many bytes; all but one alert is a field that nobody knows. */
const groupOfSize = (bytes: number, alert: object = good): string => {
  const bare = JSON.stringify({ padding: '', alerts: [alert] });
  return bare.replace('""', `"${'x'.repeat(bytes - bare.length)}"`);
};

/** What the process holds in memory, in MB. */
const residentMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Bodies just under the limit, one after the other: valid, valid but for their alert, and no JSON. */
async function heavy(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const bodies = [groupOfSize(limit), groupOfSize(limit, { ...good, status: 'odd' }), 'x'.repeat(limit)];
    for (const body of bodies) await send({ path: '/webhooks/alertmanager', body });
  }
}

beforeAll(async () => {
  service = await startService({ settings, directory: state.directory });
}, 60_000);
afterAll(async () => {
  await service.stop();
  state.remove();
});

describe('one body made to hurt', () => {
  const deep = (open: string, close: string, inner: string): string =>
    open.repeat(10_000) + inner + close.repeat(10_000);
  const kept = { kept: 1, bad: 0 };
  const long = 'x'.repeat(1 << 20);
  test.each<[string, string, Sent['truth']]>([
    ['10,000 lists that never end', '['.repeat(10_000), 'refused'],
    ['10,000 lists', deep('[', ']', '1'), 'refused'],
    ['10,000 objects', deep('{"a":', '}', '1'), 'refused'],
    ['10,000 lists in a group', `{"x":${deep('[', ']', '1')},${group(good).slice(1)}`, 'refused'],
    ['10,000 brackets that are only text', group({ ...good, annotations: { a: '[{'.repeat(5000) } }), kept],
    ['a label of a megabyte', group({ ...good, labels: { a: long } }), { kept: 0, bad: 1 }],
    ['the name of a label of a megabyte', group({ ...good, labels: { [long]: 'a' } }), { kept: 0, bad: 1 }],
    ['a start of a megabyte', group({ ...good, startsAt: `2026-11-22T19:40:18.${'0'.repeat(1 << 20)}Z` }), 'refused'],
    [
      '100,000 labels',
      group({ ...good, labels: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`l${at}`, 'x'])) }),
      kept,
    ],
    ['100,000 times the same field', `{${'"a":1,'.repeat(100_000)}${group(good).slice(1)}`, kept],
    ['10,001 alerts', group(...Array.from({ length: 10_001 }, () => good)), 'refused'],
    ['a group of exactly 8 MiB', groupOfSize(limit), kept],
  ])('%s', async (what, body, truth) => {
    const answer = await send({ path: '/webhooks/alertmanager', body });
    expect([complaint({ truth }, answer), answer, what]).toEqual([null, answer, what]);
  });

  test('10,000 alerts at once are all kept', async () => {
    const alerts = Array.from({ length: 10_000 }, (_, at) => ({ ...good, fingerprint: `of-many-${at % 100}` }));
    const answers: Answer[] = [];
    // A machine that is busy with other things may need longer than a sender is kept waiting: then it is told to send them again.
    const took = async () => {
      answers.push(await send({ path: '/webhooks/alertmanager', body: group(...alerts) }));
      return answers.at(-1)?.status;
    };
    await expect.poll(took, { timeout: 30_000 }).toBeLessThan(300);
    const { accepted = 0, repeated = 0 } = answers.at(-1)?.body ?? {};
    expect(accepted + repeated).toBe(10_000);
  }, 40_000);

  test.each([
    ['that says its length', (text: string) => text],
    ['that does not', (text: string) => new Blob([text]).stream()],
  ])('a byte more than 8 MiB %s is 413, and the connection is fit for the next', async (_name, body) => {
    const request = { method: 'POST', headers: { authorization: 'Bearer webhook-secret' }, duplex: 'half' } as const;
    const url = `${service.url}/webhooks/alertmanager`;
    const response = await fetch(url, { ...request, body: body(groupOfSize(limit + 1)) });
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: expect.stringMatching(/8 MiB/) as string },
    ]);
    expect((await service.post('/webhooks/alertmanager', group(good))).status).toBeLessThan(300);
  });
});

describe('announced deployments', () => {
  const understood = [200, 202, 404, 409];
  test('of which many are none are each taken or refused, readably', async () => {
    const announced = fc.asyncProperty(hostileNotice, async ({ body, truth }) => {
      const { status, body: answer } = await send({ path: '/webhooks/deployments', body });
      expect([status, truth, answer]).toEqual([
        truth === 'taken' ? (expect.toSatisfy((given: number) => understood.includes(given)) as number) : 400,
        truth,
        status < 300
          ? expect.objectContaining({ window: expect.anything() as object })
          : { error: expect.any(String) as string },
      ]);
      expect((answer.error ?? 'a window').length).toBeLessThan(500);
    });
    await fc.assert(announced, { numRuns: 500, endOnFailure: true });
  }, 60_000);
});

describe('a flood', () => {
  const flood = (runs: number): Promise<void> => {
    const bodies = fc.array(hostile(recorded), { minLength: 100, maxLength: 100 });
    return fc.assert(fc.asyncProperty(bodies, sendAll), { numRuns: runs, endOnFailure: true });
  };

  test('of 10,000 generated bodies and 240 MiB of large ones is answered, explained and forgotten', async () => {
    // JavaScript's heap grows with the first thousands of requests and the first large ones, whatever becomes of them.
    await heavy(4);
    await flood(20);
    const before = residentMb();
    await heavy(10);
    await flood(100);

    // Alerts are worked on in order: when this one is explained, all others were.
    const last = { ...good, fingerprint: 'the last', labels: { alertname: 'TheLast', namespace: 'the-end' } };
    expect((await service.post('/webhooks/alertmanager', group(last))).status).toBe(202);
    await service.hears('the last alert', ({ msg, line }) => msg === 'explained' && String(line).includes('the-end'));
    const failures = service.said().filter(({ msg }) => /failed|dead-letter/.test(msg));
    expect(failures).toEqual([]);

    // Garbage is collected while it works. Bodies that stayed would be four times as much as this allows.
    const settled = async () => {
      for (let at = 0; at < 200; at++) await (await service.post('/webhooks/alertmanager', 'x')).text();
      return residentMb();
    };
    await expect.poll(settled, { timeout: 60_000 }).toBeLessThan(before + 64);
    expect(await (await fetch(`${service.url}/healthz`)).text()).toBe('ok\n');
    process.kill(service.pid, 0);
  }, 400_000);
});
