/** A figure of the benchmark, and how the table shows it. */

/** One row. `ratio` compares with what stands beside it; `met` is null where nothing is aimed at. Both are of this run. */
export type Figure = {
  figure: string;
  here: string;
  beside?: string;
  ratio?: number;
  aim?: string;
  met?: boolean | null;
};

/** What is measured together, under the name that `npm run bench -- NAME` runs it by. `onlyAsked`: not in a plain run. */
export type Group = { name: string; measure: () => Promise<Figure[]>; onlyAsked?: boolean };

const widths = [66, 22, 34, 8, 44, 6];
const line = (cells: string[]): string =>
  `| ${cells.map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;

export function printHead(): void {
  console.log(line(['figure', 'here', 'beside', 'ratio', 'aim', '']));
  console.log(line(widths.map((width) => '-'.repeat(width))));
}

/** Prints a row; what was aimed at is `met` or `missed`. */
export function print({ figure, here, beside = '', ratio, aim = '', met = null }: Figure): void {
  const verdict = met === null ? '' : met ? 'met' : 'missed';
  console.log(line([figure, here, beside, ratio === undefined ? '' : ratio.toFixed(2), aim, verdict]));
}

/** Says on stderr what is being measured: the table alone goes to stdout. */
export const progress = (text: string): void => console.error(`… ${text}`);

/** The value below which a share of the values lies, 0.5 for the median. NaN of none. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
export const median = (values: number[]): number => quantile(values, 0.5);

export const kib = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;
export const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
export const ms = (value: number): string =>
  value === Infinity ? 'not answered' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const us = (seconds: number): string => `${Math.round(seconds * 1e6)} µs`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
