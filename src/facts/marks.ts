/** Short marks by which texts are told apart. */

/**
 * The same for the same text, and as good as never for two. Of a secret, which has hundreds of bits, its 32 give nothing away.
 * FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
