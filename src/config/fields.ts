/** Kinds of values that several sections of lastword.yaml share. What they say when they refuse one never repeats it: it may be a secret. */
import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';
import { parseDuration } from '../facts/durations.ts';
import { parseMatchers } from '../facts/matchers.ts';

// The small zod has no words of its own for what is wrong.
z.config(english());

const titled = <T extends z.ZodMiniType>(schema: T, title: string, more: object = {}): T => {
  z.globalRegistry.add(schema, { title, ...more });
  return schema;
};

export const secretName = titled(
  z
    .string()
    .check(
      z.regex(
        /^[A-Z_][A-Z0-9_]*$/,
        'must be the NAME of an environment variable, like KUBE_TOKEN, not the secret itself',
      ),
    ),
  'name of a secret',
);

export const address = titled(
  z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' }),
  'address',
);

/** Slack's `conversations.history` and `chat.update` take no names. */
export const channel = titled(
  z
    .string()
    .check(
      z.regex(
        /^[CG][A-Z0-9]{5,}$/,
        "must be the channel's ID (C…), which Slack shows at the end of the channel's details, not its name",
      ),
    ),
  'channel ID',
);

export const name = z
  .string()
  .check(z.regex(/^\S(?:.{0,98}\S)?$/u, 'must be 1 to 100 characters, without spaces at its ends'));

/** A whole number from the one to the other. */
export const whole = (from: number, to: number) => z.int().check(z.minimum(from), z.maximum(to));

/** How long a duration of the settings is, in milliseconds. */
export const milliseconds = (text: string): number => parseDuration(text) ?? 0;

/** What `parseDuration` takes, for editors. */
const durationPattern = '^(0|(?=.)(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?)$';

const noDuration = 'is no duration: write it as Alertmanager does, like 90s, 5m or 1h30m';

/** A duration as Alertmanager writes it, from the one to the other. */
export const duration = (from = '0', to = '1y') =>
  titled(
    z.string(noDuration).check(
      z.refine((text) => parseDuration(text) !== null, { error: noDuration, abort: true }),
      z.refine((text) => milliseconds(text) >= milliseconds(from), `must be ${from} or longer`),
      z.refine((text) => milliseconds(text) <= milliseconds(to), `must be ${to} or shorter`),
    ),
    'duration',
    { pattern: durationPattern },
  );

/** Why a text cannot be read as matchers; null when it can. */
function matcherError(text: string): string | null {
  if (!/[=~]/.test(text))
    return 'is no matcher: write a label, an operator (= != =~ !~) and a value, like namespace="shop"';
  const parsed = parseMatchers(text);
  return parsed.ok ? null : `is no matcher: ${parsed.error}`;
}

/** Matchers as Alertmanager writes them; one text may stand in place of a list of one. They come out as texts that can be read. */
export const matchers = titled(
  z.pipe(
    z.union([z.string(), z.array(z.string())]),
    z.transform((given: string | string[], { issues }) => {
      const texts = [given].flat();
      for (const [at, text] of texts.entries()) {
        const message = matcherError(text);
        const path = typeof given === 'string' ? [] : [at];
        if (message !== null) issues.push({ code: 'custom', message, path, input: given });
      }
      return texts;
    }),
  ),
  'matchers',
);

/** Those that must narrow something down. */
export const someMatchers = titled(
  matchers.check(z.refine((texts) => texts.length > 0, 'must name one matcher at least')),
  'matchers',
);
