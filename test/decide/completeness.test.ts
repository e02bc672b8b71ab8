import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const shared = new Set(['case.ts', 'decide.ts']);
const reasons = readdirSync(join(root, 'src/decide')).filter((file) => file.endsWith('.ts') && !shared.has(file));

it.each(reasons)('the reasons in %s are asked by decide.ts, and have a test', (file) => {
  const text = readFileSync(join(root, 'src/decide', file), 'utf8');
  const names = [...text.matchAll(/^export (?:const|function) (\w+)(?:\(| = \()/gm)].map(([, name = '']) => name);
  const listed = /const reasons: Reason\[\] = \[([^\]]*)\]/.exec(
    readFileSync(join(root, 'src/decide/decide.ts'), 'utf8'),
  );
  expect(names.length).toBeGreaterThan(0);
  expect((listed?.[1] ?? '').split(',').map((name) => name.trim())).toEqual(expect.arrayContaining(names));
  expect(existsSync(join(root, 'test/decide', file.replace(/\.ts$/, '.test.ts')))).toBe(true);
});
