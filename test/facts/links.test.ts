import { expect, it } from 'vitest';
import { webLink } from '../../src/facts/links.ts';

it.each([
  ['https://ci.example.com/builds/4711?a=1&b=2', 'https://ci.example.com/builds/4711?a=1&b=2', 'ci.example.com'],
  ['http://ci:8080/x', 'http://ci:8080/x', 'ci:8080'],
  ['https://ci/x|y<b>"\'`', 'https://ci/x%7Cy%3Cb%3E%22%27%60', 'ci'],
])('%s leads to %s', (text, href, host) => {
  expect(webLink(text)).toEqual({ href, host });
});

it.each([
  null,
  '',
  'builds/4711',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'https://github.com@evil.example/x',
  'https://:secret@ci/x',
  `https://ci/${'x'.repeat(1000)}`,
  `https://ci/${'|'.repeat(900)}`,
])('%s is no link', (text) => {
  expect(webLink(text)).toBeNull();
});
