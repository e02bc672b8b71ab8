import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionsOn } from '../../src/cli/test-decide.ts';
import { adviceOn } from '../../src/config/advice/index.ts';
import { parseSettings, policyOf } from '../../src/config/config.ts';
import type { TestCase } from '../../src/config/test-file.ts';

const matchers = `
  namespace="a" namespace=~"a|b" namespace!="a" namespace=~".*" team="x" team!~"x|y" team=~"x.*"
  cause="rollout" cause=~"oom-.*" cause!="app-exit" ending="oom-killed" ending!="stopped-in-time"
  verdict="expected" verdict="investigate" verdict="undetermined" verdict!="investigate"`
  .trim()
  .split(/\s+/);
const someMatchers = fc.uniqueArray(fc.constantFrom(...matchers), { maxLength: 3 });

const rule = fc.record(
  {
    matchers: someMatchers,
    only: fc.constantFrom('expected', 'all'),
    window: fc.constantFrom('inside', 'outside'),
    active_time_intervals: fc.constantFrom(['days'], ['days', 'nights'], ['nights']),
    what: fc.constantFrom(
      { action: 'suppress' },
      { action: 'digest' },
      { action: 'route', channel: 'C0123456789' },
      { threshold: { restarts: 2, within: '1h' } },
    ),
  },
  { requiredKeys: ['matchers', 'what'] },
);

const file = fc
  .record({
    never: fc.array(fc.uniqueArray(fc.constantFrom(...matchers), { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
    rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
    causes: fc.constantFrom({}, { rollout: 'investigate' }, { preemption: 'expected' }),
  })
  .map(({ never, rules, causes }) => ({
    clusters: [{ name: 'prod' }],
    never: never.map((all, at) => ({ name: `never-${at}`, matchers: all })),
    rules: rules.map(({ what, ...rest }, at) => ({ name: `rule-${at}`, ...rest, ...what })),
    causes,
    time_intervals: [
      { name: 'days', time_intervals: [{ times: [{ start_time: '06:00', end_time: '22:00' }] }] },
      { name: 'nights', time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }] },
    ],
  }));

const stop = fc.record({
  at: fc.constantFrom('2026-11-23T12:00:00Z', '2026-11-23T23:00:00Z'),
  labels: fc.record(
    {
      namespace: fc.constantFrom('a', 'b', 'c'),
      cause: fc.constantFrom('rollout', 'node-drain', 'preemption', 'oom-killed', 'app-exit'),
      ending: fc.constantFrom('stopped-in-time', 'unknown', 'killed-after-grace', 'oom-killed', 'exited'),
      team: fc.constantFrom('x', 'y', 'xy'),
    },
    { requiredKeys: ['cause', 'ending'] },
  ),
  window: fc.constantFrom('announced' as const, 'none' as const),
  restarts_lately: fc.constantFrom(1, 3),
});

/** Names of the rules of which is said that they never decide. */
const useless = (settings: ReturnType<typeof parseSettings>): string[] =>
  adviceOn(settings, Date.parse('2026-11-23T12:00:00Z')).flatMap(({ path: [section, at, key], text }) =>
    section === 'rules' && key === 'name' && /^"[^"]*" (?:does nothing|is never)/.test(text)
      ? [settings.rules[Number(at)]?.name ?? '']
      : [],
  );

it('a rule that is said to be never reached decides nothing, whatever stops', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(file, fc.array(stop, { minLength: 20, maxLength: 20 }), async (given, stops) => {
      const settings = parseSettings(JSON.stringify(given));
      const names = useless(settings);
      told += names.length;
      for (const one of stops) {
        const test = { name: '', ...one, expect: { action: 'notify' } } as TestCase;
        const [decision] = await decisionsOn(test, '.', policyOf(settings));
        expect(names).not.toContain(decision?.rule);
      }
    }),
    { numRuns: 400, seed: 20261123 },
  );
  // Otherwise nothing was tried.
  expect(told).toBeGreaterThan(100);
}, 60_000);
