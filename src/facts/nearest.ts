/** What somebody probably meant: the answer to a word that was nearly right. */

/** The known word that is fewest edits away from the given one; null when none is within half its length. */
export function nearest(given: string, known: string[]): string | null {
  const ranked = known
    .map((word) => ({ word, edits: editDistance(given, word) }))
    .filter(({ word, edits }) => edits <= Math.max(1, Math.floor(word.length / 2)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.word ?? null;
}

/** Levenshtein's distance: insertions, deletions and replacements of one character. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
