/** The Workers entry: environment → settings and ports (wire.ts), and the Durable Object's class. */
import { createApp } from '../src/app.ts';
import type { Settings } from '../src/config/config.ts';
import { deskClass } from '../src/desk/desk.ts';
import { settingsOf } from './settings.ts';
import { appPorts, type Env, wire } from './wire.ts';

export type { Env } from './wire.ts';

export const Desk = deskClass<Env>(wire);

type Made = { of: Settings | null; app: ReturnType<typeof createApp> };

/** The app of an environment: made anew when the settings have changed, not on every request. */
const apps = new WeakMap<Env, Made>();

async function appOf(env: Env): Promise<Made['app']> {
  const live = settingsOf(env);
  await live.renew();
  const { settings } = live.state();
  const known = apps.get(env);
  if (known?.of === settings) return known.app;
  const app = createApp(appPorts(env, settings));
  apps.set(env, { of: settings, app });
  return app;
}

export default {
  fetch: async (request: Request, env: Env, ctx: ExecutionContext) => (await appOf(env)).fetch(request, env, ctx),
};
