/** The page's only script, and the hash by which its Content-Security-Policy knows it. It needs neither, only times get nicer. */

/** Shows times in the reader's own zone (by name) and language, with UTC on hover; puts the page's address into the commands. */
export const script = `
for (const t of document.querySelectorAll('time')) {
  const d = new Date(t.dateTime);
  if (isNaN(d)) continue;
  t.title = d.toISOString();
  t.textContent = d.toLocaleString([], { dateStyle: 'medium', timeStyle: 'long' });
}
for (const c of document.querySelectorAll('[data-address]')) {
  c.textContent = c.textContent.replaceAll('$LASTWORD_URL', location.origin);
}
`;

/** sha256 of `script`, base64; a test holds it to be so. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy#hash_algorithm-hash_value */
export const scriptHash = 'sha256-M3g0Xi/IL8bOrmCvQeOt/5kNz9YZ/fvYdid92tn4Y1Q=';
