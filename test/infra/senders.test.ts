/** What infra/ gives to senders, held against them and against what is taken of theirs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { stopReasons } from '../../src/receive/kubernetes-event.ts';
import { amtoolCheck } from '../support/amtool.ts';

const infra = join(import.meta.dirname, '../../infra');

it('Alertmanager takes infra/alertmanager/alertmanager.yml', () => {
  expect(amtoolCheck(join(infra, 'alertmanager/alertmanager.yml'))).toMatch(/SUCCESS/);
});

it('kubernetes-event-exporter is asked for exactly the events that are not dropped', () => {
  type Config = { route: { routes: { match: { reason: string }[] }[] } };
  const { route } = parse(readFileSync(join(infra, 'events/config.yaml'), 'utf8')) as Config;
  const [reasons = ''] = route.routes.flatMap(({ match }) => match.map(({ reason }) => reason));
  expect(reasons).toBe(`^(${[...stopReasons].join('|')})$`);
});
