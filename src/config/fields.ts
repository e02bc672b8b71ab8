/** Kinds of values that several sections of lastword.yaml share. What they say when they refuse one never repeats it: it may be a secret. */
import * as z from 'zod';
import { parseDuration } from '../facts/durations.ts';
import { parseMatchers } from '../facts/matchers.ts';

export const secretName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the NAME of an environment variable, like KUBE_TOKEN, not the secret itself')
  .meta({ title: 'name of a secret' });

export const address = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .meta({ title: 'address' });

/** Slack's `conversations.history` and `chat.update` take no names. */
export const channel = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{5,}$/,
    "must be the channel's ID (C…), which Slack shows at the end of the channel's details, not its name",
  )
  .meta({ title: 'channel ID' });

export const name = z.string().regex(/^\S(?:.{0,98}\S)?$/u, 'must be 1 to 100 characters, without spaces at its ends');

/** How long a duration of the settings is, in milliseconds. */
export const milliseconds = (text: string): number => parseDuration(text) ?? 0;

/** What `parseDuration` takes, for editors. */
const durationPattern = '^(0|(?=.)(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?)$';

const noDuration = 'is no duration: write it as Alertmanager does, like 90s, 5m or 1h30m';

/** A duration as Alertmanager writes it, from the one to the other. */
export const duration = (from = '0', to = '1y') =>
  z
    .string(noDuration)
    .refine((text) => parseDuration(text) !== null, { error: noDuration, abort: true })
    .refine((text) => milliseconds(text) >= milliseconds(from), `must be ${from} or longer`)
    .refine((text) => milliseconds(text) <= milliseconds(to), `must be ${to} or shorter`)
    .meta({ title: 'duration', pattern: durationPattern });

/** Why a text cannot be read as matchers; null when it can. */
function matcherError(text: string): string | null {
  if (!/[=~]/.test(text))
    return 'is no matcher: write a label, an operator (= != =~ !~) and a value, like namespace="shop"';
  const parsed = parseMatchers(text);
  return parsed.ok ? null : `is no matcher: ${parsed.error}`;
}

/** Matchers as Alertmanager writes them; one text may stand in place of a list of one. They come out as texts that can be read. */
export const matchers = z
  .union([z.string(), z.array(z.string())])
  .transform((given, context) => {
    const texts = [given].flat();
    for (const [at, text] of texts.entries()) {
      const message = matcherError(text);
      if (message !== null) context.addIssue({ code: 'custom', message, path: typeof given === 'string' ? [] : [at] });
    }
    return texts;
  })
  .meta({ title: 'matchers' });

/** Those that must narrow something down. */
export const someMatchers = matchers
  .refine((texts) => texts.length > 0, 'must name one matcher at least')
  .meta({ title: 'matchers' });
