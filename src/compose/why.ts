/** The lines that say why, none of them twice: what one line has said, the next leaves out. The page's evidence keeps all. */
import type { Because, Concern, Diagnosis } from '../types.ts';

const bare = (text: string): string => text.replaceAll('`', '').toLowerCase();
const texts = (facts: Because[]): string[] => facts.map(({ text }) => text);

/** True for a concern that only points at what another line shows: the end and its grace, or what a release changed. */
function isShown({ id, because }: Concern, { because: shown, concerns }: Diagnosis): boolean {
  if (id === 'image-changed' || id === 'config-changed') return concerns.some((other) => other.id === 'new-release');
  return id === 'grace-too-short' && because.every(({ text }) => texts(shown).includes(text));
}

/** True when the message's first line has said it. */
function isSaid({ id, summary }: Concern, first: string): boolean {
  return bare(first).includes(bare(summary)) || (id === 'new-release' && / in revision \d+, /.test(first));
}

/** A concern's own line, then those of its facts that it does not say itself. */
function worry(concern: Concern, diagnosis: Diagnosis): string[] {
  if (isShown(concern, diagnosis)) return [];
  const facts = texts(concern.because).filter((text) => !bare(concern.summary).includes(bare(text)));
  return [...(isSaid(concern, diagnosis.summary) ? [] : [`also: ${concern.summary}`]), ...facts];
}

/** A message that another field or event quotes again need not be read again. */
function quotedOnce(lines: string[]): string[] {
  const seen = new Set<string>();
  return lines.map((text) => {
    const quote = /: ("[^]{30,}")$/.exec(text)?.[1];
    if (quote === undefined) return text;
    if (seen.has(quote)) return `${text.slice(0, -quote.length - 2)}, in the same words`;
    seen.add(quote);
    return text;
  });
}

/** A waiting reason whose message is quoted has been named with it. */
function isNamed(text: string, lines: string[]): boolean {
  const reason = /^waiting: (`\w+`)$/.exec(text)?.[1];
  return reason !== undefined && lines.some((line) => line.startsWith(`${reason}: `));
}

/** Why, in the order in which somebody asks: what made it stop, what else is true, what was around it. */
export function whyInWords(diagnosis: Diagnosis): string[] {
  const { because, concerns, context } = diagnosis;
  const lines = [...texts(because), ...concerns.flatMap((concern) => worry(concern, diagnosis)), ...texts(context)];
  return quotedOnce(lines.filter((text, at) => !isNamed(text, lines) && lines.indexOf(text) === at));
}
