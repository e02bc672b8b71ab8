import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { liveSettings } from '../../src/config/live.ts';

/** A file that is looked at every ten seconds, its clock under the test's hand. */
function following(first: string, objection: string | null = null) {
  const seen = { text: first as string | Error, now: 1_000_000, looks: 0, log: [] as string[], objection };
  const live = liveSettings({
    read: () => {
      seen.looks += 1;
      return seen.text instanceof Error ? Promise.reject(seen.text) : Promise.resolve(seen.text);
    },
    objection: () => seen.objection,
    everyMs: 10_000,
    now: () => seen.now,
    log: (msg) => void seen.log.push(msg),
  });
  const look = async (text: string | Error, laterMs = 10_000) => {
    [seen.text, seen.now] = [text, seen.now + laterMs];
    await live.renew();
    return live.state();
  };
  return { seen, live, look };
}

const good = 'clusters: [{ name: a }]';
const other = 'clusters: [{ name: b }]';
const nameIn = ({ settings }: { settings: { clusters: { name: string }[] } | null }) => settings?.clusters[0]?.name;

describe('settings that follow a file', () => {
  it('are none until it was looked at, and then those of the file', async () => {
    const { live, seen } = following(good);
    expect(live.state()).toEqual({ settings: null, loadedAt: null, refused: null });
    await live.renew();
    expect([nameIn(live.state()), live.state().loadedAt, seen.log]).toEqual(['a', 1_000_000, []]);
  });

  it('are looked at no more often than they may be, also by a clock that went back', async () => {
    const { look, seen } = following(good);
    await look(good, 0);
    expect(nameIn(await look(other, 9_999))).toBe('a');
    expect(seen.looks).toBe(1);
    expect(nameIn(await look(other, 1))).toBe('b');
    expect(nameIn(await look(good, -60_000))).toBe('a');
  });

  it('are the same ones as long as the file is', async () => {
    const { look } = following(good);
    const { settings } = await look(good);
    expect((await look(good)).settings).toBe(settings);
  });

  it('stay when the file is broken, which is said once, and are new when it is put right', async () => {
    const { look, seen } = following(good);
    await look(good);
    const broken = await look('[');
    expect([nameIn(broken), broken.loadedAt]).toEqual(['a', 1_010_000]);
    expect(broken.refused).toEqual({ at: 1_020_000, problems: [expect.stringMatching(/^lastword\.yaml:1:2: /)] });
    expect((await look('[')).refused?.at).toBe(1_020_000);
    const right = await look(other);
    expect([nameIn(right), right.refused, right.loadedAt]).toEqual(['b', null, 1_040_000]);
    expect(seen.log).toEqual(['settings refused', 'settings loaded']);
  });

  it('are in force again when the file is as it was before it was broken', async () => {
    const { look } = following(good);
    await look(good);
    await look('[');
    expect((await look(good)).refused).toBeNull();
  });

  it.each([
    ['cannot be read', new Error('status 500'), ['lastword.yaml cannot be read: status 500']],
    ['was refused by who handed it over', new ConfigError('one\ntwo'), ['one', 'two']],
  ])('stay when the file %s', async (_how, error, problems) => {
    const { look } = following(good);
    await look(good);
    const state = await look(error);
    expect([nameIn(state), state.refused?.problems]).toEqual(['a', problems]);
    expect((await look(good)).refused).toBeNull();
  });

  it('are not taken over while a secret is missing', async () => {
    const { look, seen } = following(good);
    await look(good);
    seen.objection = 'A_TOKEN is not set';
    expect((await look(other)).refused?.problems).toEqual(['A_TOKEN is not set']);
  });

  it('of a text that cannot change are there at once', async () => {
    const fixed = { objection: () => null, everyMs: 0, now: () => 5, log: () => undefined };
    expect(liveSettings({ ...fixed, read: good }).state()).toMatchObject({ loadedAt: 5, refused: null });
    const broken = liveSettings({ ...fixed, read: '' });
    await broken.renew();
    expect(broken.state()).toMatchObject({
      settings: null,
      refused: { problems: [expect.stringMatching(/is empty/)] },
    });
  });
});
