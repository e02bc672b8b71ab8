/** Texts that stand for several parts, by which rows are found. */

/**
 * The parts joined by `|`, so that no others give the same text: a `|` or `\` of a part's own has a `\` before it. A part can be any label of
 * an alert's. Keys without either are what earlier versions wrote. Half a surrogate pair is U+FFFD, as SQLite keeps it: a key that was
 * written is found by the same text.
 */
export const joined = (...parts: string[]): string =>
  // Few have any: looking is cheaper than replacing.
  parts
    .map((part) => (/[\\|]/.test(part) ? part.replaceAll(/[\\|]/g, '\\$&') : part))
    .join('|')
    .toWellFormed();
