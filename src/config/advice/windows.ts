/** Windows that last oddly long, that depend on what is not known when they open, and channels that nothing is sent to. */
import { milliseconds } from '../fields.ts';
import { type Advice, type Asked, matcherList } from './asked.ts';

const dayMs = 86_400_000;

function adviceOnLengths({ settings: { windows, annotations } }: Asked): Advice[] {
  const { longest, settle, announced, rules } = windows;
  const settles = [
    { path: ['windows', 'settle'], text: settle },
    ...rules.map((rule, at) => ({ path: ['windows', 'rules', at, 'settle'], text: rule.settle ?? '0' })),
    { path: ['annotations', 'settle'], text: annotations.settle ?? '0' },
  ].filter(({ text }) => milliseconds(text) > milliseconds(longest));
  const lasting = [
    { path: ['windows', 'longest'], text: longest },
    { path: ['windows', 'announced', 'longest'], text: announced.longest },
  ].filter(({ text }) => milliseconds(text) > dayMs);
  return [
    ...settles.map(({ path, text }) => ({
      path,
      text: `${text} is longer than a rollout may take (windows.longest, ${longest}): a workload that is deployed daily may never leave its window`,
      todo: 'Settling is what comes after: minutes are usual.',
    })),
    ...lasting.map(({ path, text }) => ({
      path,
      text: `a deployment that nobody finishes is a window for ${text}`,
      todo: 'A day at most lets the next one be told apart.',
    })),
  ];
}

/** Labels of a stop: the window of a deployment is open before any of its containers stopped. */
const ofStops = ['pod', 'container', 'node', 'cause', 'ending', 'verdict', 'exit_code', 'restarts'];

function adviceOnStops({ settings: { windows } }: Asked): Advice[] {
  return windows.rules.flatMap(({ matchers }, at) =>
    matcherList(matchers, 'windows', 'rules', at).texts.flatMap(({ path, matchers: all }) =>
      all
        .filter(({ name }) => ofStops.includes(name))
        .map(({ name }) => ({
          path,
          text: `${name} is known of a stop, and a deployment is announced before any`,
          todo: 'Match cluster, namespace and workload here.',
        })),
    ),
  );
}

function adviceOnChannels({ settings }: Asked): Advice[] {
  const { slack, rules, windows, annotations } = settings;
  const named = [slack?.channel, ...[...(slack?.routes ?? []), ...rules, ...windows.rules].map((one) => one.channel)];
  const silent = windows.rules.flatMap(({ channel, message }, at) =>
    channel === undefined || message ? [] : [{ path: ['windows', 'rules', at, 'channel'] }],
  );
  const known = annotations.channels.flatMap((channel, at) =>
    named.includes(channel) ? [{ path: ['annotations', 'channels', at] }] : [],
  );
  return [
    ...silent.map(({ path }) => ({
      path,
      text: 'nothing is sent there: it is for the message that a deployment has of its own',
      todo: 'Add message: true, or take it out.',
    })),
    ...known.map(({ path }) => ({
      path,
      text: 'says nothing new: a channel that stands elsewhere in this file may be asked for anyway',
      todo: 'Take it out.',
    })),
  ];
}

/** Channels of a file that sends nothing to Slack. */
function adviceOnPage({ settings: { slack, rules, windows, annotations } }: Asked): Advice[] {
  if (slack !== undefined) return [];
  const at = (list: { channel?: string | undefined }[], ...path: string[]): Advice['path'][] =>
    list.flatMap(({ channel }, index) => (channel === undefined ? [] : [[...path, index, 'channel']]));
  const paths = [...at(rules, 'rules'), ...at(windows.rules, 'windows', 'rules')];
  if (annotations.channels.length > 0) paths.push(['annotations', 'channels']);
  return paths.map((path) => ({
    path,
    text: 'nothing is sent there: without slack everything stays on the page',
    todo: 'Add slack: { channel: … }, or take it out.',
  }));
}

export const adviceOnWindows = (asked: Asked): Advice[] => [
  ...adviceOnLengths(asked),
  ...adviceOnStops(asked),
  ...adviceOnChannels(asked),
  ...adviceOnPage(asked),
];
