/// <reference types="@cloudflare/vitest-plugin/types" />

/** What tests inside workerd find in `cloudflare:workers` and `cloudflare:test`: the bindings of vitest.config.ts. */
declare namespace Cloudflare {
  interface Env {
    DESK: DurableObjectNamespace;
    LASTWORD_CONFIG: string;
    LASTWORD_WEBHOOK_TOKEN: string;
  }
  interface GlobalProps {
    mainModule: { default: { fetch(request: Request): Promise<Response> } };
  }
}
