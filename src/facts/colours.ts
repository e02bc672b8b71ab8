/**
 * ANSI colours, as programs write them when they take a log for a terminal (ECMA-48, 8.3.117 SGR), or as JSON in a log holds them.
 * Only the raw ones may be of another kind: what is spelt out and ends in an `m` is nothing else.
 */
// oxlint-disable-next-line no-control-regex
const ansi = /\u001b\[[0-9;:?]{0,32}[ -/]{0,4}[@-~]|\\(?:u001b|x1b)\[[0-9;:]{0,32}m/gi;

/** Text without them; its lines stay. They would stand between a name and its value, and between a word and its border. */
export const withoutColours = (text: string): string => text.replace(ansi, '');
