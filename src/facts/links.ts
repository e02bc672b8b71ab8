/** Addresses that came from outside and are shown to be followed by a person. lastword itself fetches none of them. */

/** Longer ones are no use to anybody, and Slack takes 3000 characters a text. */
const longest = 1000;

/**
 * An address for a browser, with the host that it leads to; null for what is none: another protocol (`javascript:`), and one with a user
 * name in it, which looks like another host.
 */
export function webLink(text: string | null): { href: string; host: string } | null {
  const url = text === null || text.length > longest ? null : URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return null;
  // What the address leaves as it is, and Slack's markup or a text's end would take for its own.
  const href = url.href.replace(/[|<>"'`\\^]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return href.length > longest ? null : { href, host: url.host };
}
