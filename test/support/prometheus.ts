/** A real Prometheus on loopback that scrapes nothing: it holds what the test says was measured, whenever that was. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPeer, type Peer, peerFolder, type Running, startPeer } from './peers.ts';

const peer: Peer = { name: 'prometheus', debian: 'prometheus' };

/** One series: its name and labels, and its samples as (RFC 3339, number). */
export type Series = { name: string; labels: Record<string, string>; samples: [at: string, value: number][] };

const secondsOf = (at: string): number => Date.parse(at) / 1000;
const labelsOf = (labels: Series['labels']): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** A family (series of one name) of the OpenMetrics text; a counter's family is called without `_total`. */
function family(name: string, all: Series[]): string {
  const counter = name.endsWith('_total');
  const type = `# TYPE ${counter ? name.slice(0, -'_total'.length) : name} ${counter ? 'counter' : 'gauge'}\n`;
  const lines = all.flatMap(({ labels, samples }) =>
    samples.map(([at, value]) => `${name}{${labelsOf(labels)}} ${value} ${secondsOf(at)}\n`),
  );
  return type + lines.join('');
}

/** https://github.com/OpenObservability/OpenMetrics: families one after the other, and a mark at the end. */
export const openMetrics = (series: Series[]): string =>
  `${[...Map.groupBy(series, ({ name }) => name)].map(([name, all]) => family(name, all)).join('')}# EOF\n`;

/** Starts one that answers queries when the promise resolves. Its data is in a folder that goes with it. */
export async function startPrometheus(series: Series[]): Promise<Running> {
  const binary = findPeer(peer);
  const folder = await peerFolder(peer);
  const [text, data, config] = ['series.om', 'data', 'prometheus.yml'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(config, '{}');
  await writeFile(text, openMetrics(series));
  const promtool = join(dirname(binary), 'promtool');
  execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', text, data], { stdio: 'pipe' });
  const flags = ['--web.listen-address=127.0.0.1:0', `--config.file=${config}`, `--storage.tsdb.path=${data}`];
  return startPeer(peer, folder, [...flags, '--storage.tsdb.retention.time=100y'], /ready to receive web requests/);
}

/** What cAdvisor shows of a container, every 15 s of the five minutes before `end` (RFC 3339); scrapes do not meet the end itself. */
export function containerSeries(
  labels: { namespace: string; pod: string; container: string } & Record<string, string>,
  end: string,
  used: { memory?: number; throttled?: number },
): Series[] {
  const moments = Array.from({ length: 21 }, (_, at) =>
    new Date(Date.parse(end) - 302_000 + at * 15_000).toISOString(),
  );
  const series = (name: string, value: (at: number) => number): Series => ({
    name: `container_${name}`,
    labels,
    samples: moments.map((moment, at) => [moment, value(at)]),
  });
  const { memory, throttled } = used;
  // It grows to what it used at most; a period is 100 ms.
  return [
    ...(memory === undefined ? [] : [series('memory_working_set_bytes', (at) => Math.round(memory * (0.5 + at / 40)))]),
    ...(throttled === undefined
      ? []
      : [
          series('cpu_cfs_periods_total', (at) => at * 150),
          series('cpu_cfs_throttled_periods_total', (at) => at * 150 * throttled),
        ]),
  ];
}
