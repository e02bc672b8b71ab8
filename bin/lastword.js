#!/usr/bin/env node
// Plain JavaScript that even old versions of Node read, so that they can say which one is needed.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// A checkout runs its sources; a package holds one file, because Node strips no types below node_modules.
const source = new URL('../src/cli/lastword.ts', import.meta.url);
const isCheckout = existsSync(fileURLToPath(source));
const entry = isCheckout ? source : new URL('../dist/cli.js', import.meta.url);

const [neededMajor, neededMinor] = isCheckout ? [24, 0] : [22, 18];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  const how = isCheckout ? ' After npm ci, "npm exec lastword" runs it with the right one.' : '';
  process.stderr.write(
    `lastword needs Node ${neededMajor}.${neededMinor} or newer; this is ${process.versions.node}.${how}\n`,
  );
  process.exitCode = 2;
} else {
  // Compiling is most of what a short command costs.
  module.enableCompileCache();
  void import(entry.href)
    .then(({ main }) => main(process.argv.slice(2)))
    .then((status) => {
      process.exitCode = status;
    });
}
