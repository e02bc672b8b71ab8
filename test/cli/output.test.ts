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
    [{ action: 'notify', rule: 'investigate', why: 'a new incident' }, []],
    [{ action: 'suppress', rule: 'deployments', why: 'expected' }, ['kept quiet by rule deployments: expected']],
    [{ action: 'digest', rule: 'expected', why: 'a drain' }, ['kept for a digest by rule expected: a drain']],
    [{ action: 'suppress', rule: 'repeat', why: 'told already' }, ['not told again: told already']],
    [{ msg: 'told after all', why: 'raised by hand' }, ['told after all: raised by hand']],
  ])('says below the sentence of %j what becomes of it', (fields, fate) => {
    const at = new Date(2026, 0, 2, 3, 4, 5).toISOString();
    const logged = JSON.stringify({ msg: 'explained', ...fields, at, line: 'a: b' });
    expect(readable(logged, plain).split(/\n {10}/)).toEqual(['03:04:05  a: b', ...fate]);
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
