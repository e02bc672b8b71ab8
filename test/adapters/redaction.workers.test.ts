import { expect, test } from 'vitest';
import { redactor } from '../../src/adapters/redaction.ts';

test('redaction runs in workerd, without a file system', async () => {
  const token = 'hf_abcdefghijklmnopqrstuvwxyzabcdefgh';
  expect(await redactor()(['PGPASSWORD=hunter2', `got ${token}`, 'exit code 137'])).toEqual([
    'PGPASSWORD=[redacted]',
    'got [redacted]',
    'exit code 137',
  ]);
});
