/**
 * What any durable receiver of alerts must do, and nothing else: one row an alert in a Durable Object, written before the 202. No
 * token, no checks, no duplicates found, no work done later. It is served by the same configuration as lastword.
 */
import { DurableObject } from 'cloudflare:workers';

export class Desk extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS alerts (id INTEGER PRIMARY KEY, at INTEGER, body TEXT)');
  }

  async keep(bodies) {
    for (const body of bodies)
      this.ctx.storage.sql.exec('INSERT INTO alerts (at, body) VALUES (?, ?)', Date.now(), body);
    return bodies.length;
  }
}

export default {
  async fetch(request, env) {
    const { alerts } = await request.json();
    const accepted = await env.DESK.getByName('bare').keep(alerts.map((alert) => JSON.stringify(alert)));
    return Response.json({ accepted }, { status: 202 });
  },
};
