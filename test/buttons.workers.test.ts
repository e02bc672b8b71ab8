import { describe, expect, it } from 'vitest';
import { exposition } from '../src/adapters/exposition.ts';
import { createApp } from '../src/app.ts';
import type { DeskApi } from '../src/desk/desk.ts';

const base = 'http://lastword.test';
const known = { Authorization: 'Bearer t' };
const form = { ...known, 'content-type': 'application/x-www-form-urlencoded', origin: base };
const json = { ...known, 'content-type': 'application/json' };

/** An app over Desks of these clusters: each keeps the stop of number 7, and what it was asked to tell. */
function appOf(...names: string[]) {
  const told: string[] = [];
  const desks = names.map((name) => {
    const raise = async (id: number): Promise<boolean> => (told.push(`${name} ${id}`), id === 7);
    return { name, desk: { raise } as Partial<DeskApi> as DeskApi };
  });
  const app = createApp({
    problem: () => null,
    settings: () => ({ settings: null, loadedAt: 0, refused: null }),
    tokens: ['t'],
    allowUnauthenticated: false,
    keeper: () => 'lab',
    clusterOf: () => 'lab',
    desk: () => {
      throw new Error('a Desk is not made by the name that somebody sends');
    },
    desks: () => desks,
    slack: null,
    exposition,
  });
  const post = (body: string, headers: Record<string, string>): Promise<Response> =>
    Promise.resolve(app.fetch(new Request(`${base}/raise`, { method: 'POST', headers, body })));
  return { post, told };
}

describe('the button that tells a hidden stop', () => {
  it('tells it and goes back to the page', async () => {
    const { post, told } = appOf('eu', 'us');
    const response = await post('cluster=us&hidden=7', form);
    expect([response.status, response.headers.get('location'), told]).toEqual([303, '/', ['us 7']]);
  });

  it('goes back to the page too when the stop is not kept any more', async () => {
    const { post, told } = appOf('lab');
    expect([(await post('cluster=lab&hidden=8', form)).status, told]).toEqual([303, ['lab 8']]);
  });

  it('answers a program whether there was one', async () => {
    const { post } = appOf('lab');
    const raised = await post(JSON.stringify({ hidden: 7, cluster: 'lab' }), json);
    expect([raised.status, await raised.json()]).toEqual([200, { raised: true }]);
    const none = await post(JSON.stringify({ hidden: 8, cluster: 'lab' }), json);
    expect([none.status, await none.json()]).toEqual([404, { raised: false, error: expect.any(String) as string }]);
  });

  it('needs no cluster where there is one, and its name where there are several', async () => {
    const [one, several] = [appOf('lab'), appOf('eu', 'us')];
    expect([(await one.post('{"hidden":"7"}', json)).status, one.told]).toEqual([200, ['lab 7']]);
    expect([(await several.post('{"hidden":"7"}', json)).status, several.told]).toEqual([404, []]);
  });

  it.each([
    ['another cluster', '{"hidden":7,"cluster":"moon"}'],
    ['no number', '{"hidden":"7; DROP TABLE","cluster":"lab"}'],
    ['half a stop', '{"hidden":7.5,"cluster":"lab"}'],
    ['a list', '[7]'],
    ['no JSON', '{'],
    ['nothing', 'null'],
  ])('asks no Desk for %s: 404', async (_name, body) => {
    const { post, told } = appOf('lab');
    expect([(await post(body, json)).status, told]).toEqual([404, []]);
  });

  it('is for those with the token, and for forms of the page itself', async () => {
    const { post, told } = appOf('lab');
    const { Authorization: _token, ...stranger } = form;
    expect((await post('cluster=lab&hidden=7', stranger)).status).toBe(401);
    expect((await post('cluster=lab&hidden=7', { ...form, origin: 'https://evil.example' })).status).toBe(403);
    expect(told).toEqual([]);
  });
});
