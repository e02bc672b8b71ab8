/** What `cloudflare:workers` gives the Desk, for tests that run it in Node: a base class that keeps what it is made with. */
export class DurableObject<Env> {
  readonly ctx: unknown;
  readonly env: Env;

  constructor(ctx: unknown, env: Env) {
    this.ctx = ctx;
    this.env = env;
  }
}
