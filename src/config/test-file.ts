/** A file of cases for the rules of a lastword.yaml, as `lastword test` reads it. */
import * as z from 'zod/mini';
import { readDocument } from './document.ts';
import { channel, whole } from './fields.ts';
import { type WrongValue, wrongValue } from './label-values.ts';
import { mapping } from './mapping.ts';
import type { Problem } from './problems.ts';
import type { At, Path } from './yaml.ts';

/** Numbers may stand where a label has their text. */
const labels = z.record(
  z.string(),
  z.pipe(
    z.union([z.string(), z.number()]),
    z.transform((value) => String(value)),
  ),
);

const annotations = mapping({
  'lastword.dev/channel': [z.optional(z.string()), 'The channel that the workload asks for.'],
  'lastword.dev/suppress': [z.optional(z.string()), '`none`, `expected` or `all`.'],
  'lastword.dev/settle': [z.optional(z.string()), 'How long it asks to settle.'],
});

const expected = mapping({
  action: [
    z.enum(['suppress', 'digest', 'notify']),
    'What becomes of the alert: `notify` tells it, `suppress` and `digest` hide it.',
  ],
  rule: [z.optional(z.string()), 'The rule that decides: a name from the file, or a built-in one.'],
  channel: [z.optional(channel), 'ID of the channel it is told in, the default one included.'],
});

const time = z.iso.datetime({
  offset: true,
  error: 'must be a time with its offset, like 2026-11-23T14:00:00+01:00 or 2026-11-23T13:00:00Z',
});

const one = mapping({
  name: [z.string().check(z.minLength(1)), 'One sentence that says what is to be.'],
  at: [
    z.optional(time),
    'When it is. A recording is moved there; without it that plays at its own time. With `labels` it is required.',
  ],
  labels: [
    z.optional(labels),
    'What matchers see: labels of the alert, and what lastword finds out (`cause`, `ending`, `verdict` …).',
  ],
  snapshot: [
    z.optional(z.string()),
    'A recording (`lastword snapshot`), its path from this file. In place of `labels`.',
  ],
  webhook: [z.optional(z.string()), 'The alert that goes with the recording, its path from this file.'],
  window: [
    z.optional(z.enum(['announced', 'observed', 'none'])),
    'The deployment window that the stop lies in; `none` without it. A recording shows its own rollouts.',
  ],
  restarts_lately: [
    z.optional(whole(1, 1000)),
    'Restarts within the time of any threshold, this one included. 1 without it.',
  ],
  annotations: [z.optional(annotations), 'What the workload asks for itself.'],
  expect: [expected, 'What is to become of it.'],
});

export const testFile = mapping({
  rules: [z.string(), 'The lastword.yaml with the rules, its path from this file.'],
  tests: [z.array(one).check(z.minLength(1, 'must have one case at least')), 'The cases. Each is decided for itself.'],
});

export type TestFile = z.infer<typeof testFile>;
export type TestCase = TestFile['tests'][number];

const inSentence = ({ text, todo }: WrongValue): string => `${text}. ${todo}`;

/** Labels that no stop can have: a case about them would prove nothing. */
function wrongLabels(given: Record<string, string>, path: Path): Problem[] {
  const wrong = Object.entries(given).flatMap(([label, value]): Problem[] => {
    const why = wrongValue(label, value);
    return why === null ? [] : [{ path: [...path, label], text: inSentence(why) }];
  });
  if (given['cause'] !== undefined || given['verdict'] !== undefined) return wrong;
  return [...wrong, { path, text: 'must have a verdict or a cause: that is what decisions rest on' }];
}

function ofLabels(test: TestCase, path: Path): Problem[] {
  const { labels: given = {}, at, webhook, window } = test;
  const missing = ['namespace', 'workload'].filter((label) => !given[label]);
  return [
    ...wrongLabels(given, [...path, 'labels']),
    ...(at === undefined ? [{ path, text: 'at is missing: when is it?' }] : []),
    ...(webhook === undefined ? [] : [{ path: [...path, 'webhook'], text: 'goes with a snapshot, not with labels' }]),
    ...(window === 'observed' && missing.length > 0
      ? [
          {
            path: [...path, 'window'],
            text: `observed wants the labels ${missing.join(' and ')}: whose rollout is it?`,
          },
        ]
      : []),
  ];
}

function ofRecording({ webhook, window }: TestCase, path: Path): Problem[] {
  return [
    ...(webhook === undefined ? [{ path, text: 'webhook is missing: which alert is it about?' }] : []),
    ...(window === undefined || window === 'announced'
      ? []
      : [{ path: [...path, 'window'], text: 'a recording shows its own rollouts: only announced can be added' }]),
  ];
}

function ofCase(test: TestCase, at: number): Problem[] {
  const path = ['tests', at];
  if (test.labels !== undefined && test.snapshot !== undefined)
    return [{ path: [...path, 'snapshot'], text: 'stands in place of labels: leave out one' }];
  if (test.snapshot !== undefined) return ofRecording(test, path);
  return test.labels === undefined
    ? [{ path, text: 'needs labels, or a snapshot and a webhook' }]
    : ofLabels(test, path);
}

/** @throws ConfigError with one line per problem, as lastword.yaml has them */
export function readTests(text: string, file: string): { tests: TestFile; at: At } {
  const { value, at } = readDocument(testFile, text, file, {
    empty: 'it must name the rules, and have one case at least; an example: lastword help test',
    disagreements: ({ tests }) => tests.flatMap(ofCase),
  });
  return { tests: value, at };
}
