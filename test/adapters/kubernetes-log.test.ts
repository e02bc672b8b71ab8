import { expect, it } from 'vitest';
import { kubernetesCluster } from '../../src/adapters/kubernetes.ts';

/** The kubelet: of the last `tailLines` lines the first `limitBytes` bytes. https://github.com/kubernetes/kubernetes/tree/master/pkg/kubelet/kuberuntime/logs */
async function read(lines: string[], encode: (text: string) => Uint8Array) {
  const asked: string[] = [];
  const cluster = kubernetesCluster({
    api: 'http://k.test',
    token: () => null,
    fetch: (url) => {
      const { searchParams } = new URL(new Request(url).url);
      const [tail, limit] = [searchParams.get('tailLines') ?? '', Number(searchParams.get('limitBytes'))];
      asked.push(tail);
      const text = lines.slice(-Number(tail)).map((line) => `${line}\n`);
      return Promise.resolve(new Response(Uint8Array.from(encode(text.join('')).slice(0, limit))));
    },
  });
  const log = await cluster.log({ namespace: 'shop', pod: 'web-1', container: 'app', previous: true });
  return { asked, log, lines: log.known ? (log.value.text ?? '').split('\n').slice(0, -1) : null };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
const long = (bytes: number) => `2026-11-22T14:00:00Z ${'x'.repeat(bytes)}`;
const last = '2026-11-22T14:00:09Z SIGTERM received, stopping';

it.each([
  ['short', 100, ['200']],
  ['of 1 KB', 1000, ['200', '40']],
  ['of 12 KB: eight of them are more than is asked for', 12_000, ['200', '40', '8', '1']],
])('the last line is read behind lines that are %s', async (_sentence, bytes, tails) => {
  const seen = await read([...Array.from({ length: 250 }, () => long(bytes)), last], utf8);
  expect(seen.asked).toEqual(tails);
  expect(seen.lines).toHaveLength(Number(tails.at(-1)));
  expect(seen.lines?.at(-1)).toBe(last);
});

it('a last line that is longer than what is asked for leaves the end of the log unread', async () => {
  const { log } = await read([last, long(70_000)], utf8);
  const why = 'the end of the log was not read: its last line is longer than the 64 KiB that are asked for';
  expect(log).toEqual({ known: false, why });
});

it('a log that is not UTF-8 is as long as it came', async () => {
  const lines = Array.from({ length: 100 }, () => `2026-11-22T14:00:00Z ${'é'.repeat(300)}`);
  const seen = await read(lines, latin1);
  expect([seen.asked, seen.lines?.length]).toEqual([['200'], 100]);
});
