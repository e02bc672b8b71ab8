import { describe, expect, it } from 'vitest';
import { readable, terminal, type Paint } from '../../src/cli/output.ts';

const marked: Paint = (style, text) => `<${String(style)}>${text}</>`;
const plain: Paint = (_, text) => text;

describe('the terminal', () => {
  it('shows an explained alert as its sentence, with the time of day', () => {
    const line = JSON.stringify({
      msg: 'explained',
      at: new Date(2026, 0, 2, 3, 4, 5).toISOString(),
      line: '🔴 Investigate · a: b',
    });
    expect(readable(line, plain)).toBe('03:04:05  🔴 Investigate · a: b');
    expect(readable(line, marked)).toBe('<dim>03:04:05</>  <red>🔴 Investigate · a:</> b');
  });

  it.each([
    [
      'suppress',
      'deployments',
      'expected, inside a window',
      'kept quiet by rule deployments: expected, inside a window',
    ],
    ['digest', 'expected', 'expected (node-drain)', 'goes to the digest by rule expected: expected (node-drain)'],
    ['suppress', 'repeat', 'this stop was told already', 'not told again: this stop was told already'],
  ])('says below the sentence of what was not told (%s, %s) by which rule and why', (action, rule, why, said) => {
    const line = JSON.stringify({ msg: 'explained', line: '🟢 Expected · a: b', action, rule, why });
    expect(readable(line, marked)).toMatch(/<green>🟢 Expected · a:<\/> b\n {10}<dim>/);
    expect(readable(line, plain).split('\n')[1]?.trim()).toBe(said);
  });

  it('says of what was hidden first why it is told after all', () => {
    const line = { msg: 'told after all', line: '🟠 Look again · a: b', why: 'raised by hand' };
    expect(readable(JSON.stringify(line), plain).split('\n')[1]?.trim()).toBe('told after all: raised by hand');
  });

  it('says no more than the sentence of what was told', () => {
    const line = { msg: 'explained', line: '🔴 Investigate · a: b', action: 'notify', rule: 'investigate', why: 'new' };
    expect(readable(JSON.stringify(line), plain).split('\n')).toHaveLength(1);
  });

  it('shows other log lines with their fields, and dead letters in red', () => {
    expect(readable('{"msg":"posted","at":"x","incident":3}', marked)).toBe('<dim>posted incident=3</>');
    expect(readable('{"msg":"dead-letter","error":"channel_not_found"}', marked)).toBe(
      '<red>dead-letter error=channel_not_found</>',
    );
  });

  it.each(['workerd says something', '{ not json', '{"no":"msg"}', '{'])('lets %j stand back', (line) => {
    expect(readable(line, marked)).toBe(`<dim>${line}</>`);
  });

  it('tells of explained alerts and of nothing else, and keeps what is hidden to itself', () => {
    const printed: string[] = [];
    const { take, events } = terminal((text) => void printed.push(text), ['posted']);
    let explained = 0;
    events.on('explained', () => void explained++);
    take('{"msg":"posted"}');
    take('{"msg":"will try again"}');
    take('{"msg":"explained","line":"x"}');
    expect([explained, printed.length]).toEqual([1, 2]);
  });
});
