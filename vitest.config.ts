import { builtinModules } from 'node:module';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Bundled once before the tests run, as they are CommonJS. */
const bundled = ['@slack/web-api', 'prom-client/lib/registry.js'];

const node = {
  // The Desk also lives in Node, where tests cut its life short: test/support/desk-lives.ts.
  resolve: { alias: { 'cloudflare:workers': `${import.meta.dirname}/test/support/cloudflare-workers.ts` } },
  test: {
    name: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.workers.test.ts', 'node_modules/**'],
    globalSetup: ['test/support/bundle.ts'],
  },
};

/** The Desk's own settings: nothing listens on port 1, so that no cluster can be read, and messages stay on the page. */
const deskConfig = JSON.stringify({ clusters: [{ name: 'lab', api: 'http://127.0.0.1:1' }] });

/** Tests that run inside workerd. What they talk to is started in Node by test/support/servers.ts. */
const workers = {
  plugins: [
    cloudflareTest({
      main: './functions/worker.ts',
      miniflare: {
        compatibilityDate: '2026-10-20',
        compatibilityFlags: ['nodejs_compat'],
        durableObjects: { DESK: { className: 'Desk', useSQLite: true } },
        bindings: { LASTWORD_CONFIG: deskConfig, LASTWORD_WEBHOOK_TOKEN: 'test-webhook-token' },
      },
    }),
  ],
  test: {
    name: 'workers',
    include: ['test/**/*.workers.test.ts'],
    globalSetup: ['test/support/servers.ts'],
    deps: {
      optimizer: {
        ssr: { enabled: true, include: bundled, rolldownOptions: { external: [/^node:/, ...builtinModules] } },
      },
    },
  },
};

export default defineConfig({ test: { projects: [node, workers] } });
