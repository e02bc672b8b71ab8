/** Which texts are worth reading, and how several are read as one. */

const uid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const oneWord = /^[A-Za-z]{1,20}$/;
const shortest = 6;

/** False for texts that can not hold a secret by themselves: short ones, one word, UIDs, RFC 3339 times. */
export function readAlone(text: string): boolean {
  return text.length >= shortest && !oneWord.test(text) && !time.test(text) && !uid.test(text);
}

/** Texts as the lines of one. */
export const readTogether = (texts: string[]): string => texts.join('\n');

const countLines = (text: string): number => text.split('\n').length;

/**
 * The answer to `readTogether(texts)`, split up as the texts were. When lines went missing it is the lines that are left, in order:
 * fewer than before, and none of them older than it was.
 */
export function regroup(texts: string[], answer: string): string[] {
  const lines = answer.split('\n');
  const counts = texts.map(countLines);
  if (counts.reduce((sum, n) => sum + n, 0) !== lines.length) return lines.slice(0, texts.length);
  let at = 0;
  return counts.map((n) => lines.slice(at, (at += n)).join('\n'));
}
