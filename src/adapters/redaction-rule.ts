/** What a redaction rule is made of. */

/** What stands in a secret's place. */
export const mark = '[redacted]';

export type Groups = Record<string, string | undefined>;
/** `before`: the end of what stands in front of the match. */
export type Rule = { pattern: RegExp; replace: (groups: Groups, whole: string, before: string) => string };

export const keepBefore = (g: Groups): string => `${g['before']}${mark}`;

/** Hides what follows the group `before`. */
export const hide = (pattern: RegExp): Rule => ({ pattern, replace: keepBefore });

/** The same, when the group `bare` behind it is of the kind. */
export const hideIf = (isSecret: (bare: string) => boolean, pattern: RegExp): Rule => ({
  pattern,
  replace: (g, whole) => (isSecret(g['bare'] ?? '') ? keepBefore(g) : whole),
});
