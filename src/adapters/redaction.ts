/**
 * Takes secrets out of texts before anything judges, stores or shows them: our own rules first, for they keep a secret's name and
 * host readable, then secretlint's preset for the tokens of the issuers it knows.
 * https://github.com/secretlint/secretlint
 */
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type { Redactor, Turns } from '../ports.ts';
import { lineBreaks } from './redaction-pem.ts';
import { mark } from './redaction-rule.ts';
import { applyRules } from './redaction-rules.ts';

/**
 * No rule of secretlint matches across a NUL: one run over all texts finds in each what it would find alone. It also stands in front
 * of the first text, where secretlint would drop a byte order mark and count one off.
 */
const separator = '\n\0\n';

// Otherwise every run leaves some sixty entries in the global performance buffer, for ever. https://github.com/secretlint/secretlint/issues/1633
secretLintProfiler.setEnabled(false);

const config = {
  rules: [
    {
      id: preset.meta.id,
      rule: preset,
      // It obeys `secretlint-disable` comments: a log line must not be able to switch redaction off.
      rules: [{ id: '@secretlint/secretlint-rule-filter-comments', disabled: true }],
    },
  ],
};

/** Characters. */
const portionSize = 4_000;

type Range = { from: number; to: number };

/** What secretlint finds in a text, in order and without overlaps. The file name only satisfies its API: nothing is read from disk. */
async function find(content: string): Promise<Range[]> {
  const { messages } = await lintSource({
    source: { content, filePath: 'log.txt', ext: '.txt', contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  const ranges = messages.map(({ range: [from, to] }) => ({ from, to })).toSorted((a, b) => a.from - b.from);
  const merged: Range[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range.from < last.to) last.to = Math.max(last.to, range.to);
    else merged.push({ ...range });
  }
  return merged;
}

/** `found` holds the ranges of the joined text; those of this text lie from `start` on. */
function cut(text: string, start: number, found: Range[]): string {
  let [out, at] = ['', 0];
  for (const { from, to } of found) {
    const [a, b] = [Math.max(from - start, at), Math.min(to - start, text.length)];
    // What our rules have been at is done: `postgres://u:[redacted]@host` keeps its host.
    if (a >= b || text.slice(a, b).includes(mark)) continue;
    out += text.slice(at, a) + mark + lineBreaks(text.slice(a, b));
    at = b;
  }
  return out + text.slice(at);
}

/** Walks texts and ranges side by side: each range is looked at by the texts it touches only. */
function cutAll(texts: string[], found: Range[]): string[] {
  let [start, next] = [separator.length, 0];
  return texts.map((text) => {
    const end = start + text.length;
    while (next < found.length && (found[next]?.to ?? 0) <= start) next++;
    let last = next;
    while (last < found.length && (found[last]?.from ?? Infinity) < end) last++;
    const result = cut(text, start, found.slice(next, last));
    start = end + separator.length;
    return result;
  });
}

/** Texts in portions that are read within a millisecond. A long text is a portion by itself. */
function portions(texts: string[]): string[][] {
  const made: string[][] = [];
  let [open, size]: [string[], number] = [[], Infinity];
  for (const text of texts) {
    if (size + text.length > portionSize) {
      [open, size] = [[], 0];
      made.push(open);
    }
    open.push(text);
    size += text.length;
  }
  return made;
}

async function redactPortion(texts: string[]): Promise<string[]> {
  const ruled = texts.map(applyRules);
  return ruled.every((text) => text === '') ? ruled : cutAll(ruled, await find(['', ...ruled].join(separator)));
}

/**
 * A Redactor: secrets become `[redacted]`, with the name in front of them kept (`password=[redacted]`). Texts keep their number of
 * lines. Redacting twice changes nothing more. Rejects when secretlint fails: a text that could not be checked is not given out.
 * @param next many texts are read in turns with what comes in; at once by default
 */
export function redactor(next: Turns['next'] = () => Promise.resolve()): Redactor {
  return async (texts) => {
    const answers = new Map<string, string>();
    for (const portion of portions([...new Set(texts)])) {
      await next();
      const done = await redactPortion(portion);
      for (const [i, text] of portion.entries()) answers.set(text, done[i] ?? mark);
    }
    return texts.map((text) => answers.get(text) ?? mark);
  };
}
