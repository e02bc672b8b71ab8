import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compatibilityDate, workerdConfig } from '../../src/cli/capnp.ts';

describe('workerd.capnp', () => {
  it('takes every text binding from the environment, so that no secret is in the file', () => {
    const text = workerdConfig({
      port: 8780,
      bindings: ['LASTWORD_CONFIG', 'SLACK_BOT_TOKEN'],
      files: false,
      certificates: [],
    });
    expect(text).toContain('( name = "SLACK_BOT_TOKEN", fromEnvironment = "SLACK_BOT_TOKEN" )');
    expect(text).toContain('address = "127.0.0.1:8780"');
    expect(text).not.toContain('text =');
  });

  it('trusts private authorities beside the public ones', () => {
    const text = workerdConfig({ port: 0, bindings: [], files: false, certificates: ['ca-0.pem', 'ca-1.pem'] });
    expect(text).toContain('trustBrowserCas = true, trustedCertificates = [embed "ca-0.pem", embed "ca-1.pem"]');
  });

  it('binds the folder of settings, where there is one', () => {
    const options = { port: 0, bindings: [], certificates: [] };
    const bound = workerdConfig({ ...options, files: true });
    expect(bound).toContain('( name = "files", disk = ( path = "files" ) )');
    expect(bound).toContain('( name = "LASTWORD_FILES", service = "files" )');
    expect(workerdConfig({ ...options, files: false })).not.toContain('files');
  });

  it('refuses a name that would end its quotes', () => {
    expect(() => workerdConfig({ port: 0, bindings: ['A", text = "x'], files: false, certificates: [] })).toThrow(
      /not a name/,
    );
  });

  it('has the compatibility date that Cloudflare gets', () => {
    expect(readFileSync('wrangler.toml', 'utf8')).toContain(`compatibility_date = "${compatibilityDate}"`);
  });
});
