import { expect, it } from 'vitest';
import { endsOf } from '../../src/facts/ends-beside.ts';
import { at, pod } from '../support/stories.ts';

const spec = { nodeName: 'node-1', containers: [{ name: 'app' }] };
const path = '/api/v1/namespaces/shop/pods/web-1';

it('the newest end of each container, with the fields that tell it', () => {
  const before = { exitCode: 1, finishedAt: at(3) };
  const of = pod({ containers: [{ before }, { name: 'proxy', ended: { exitCode: 0, finishedAt: at(9) } }], spec });
  expect(endsOf({ path, object: of })).toEqual([
    {
      path,
      at: at(3),
      sources: [
        { path, field: 'spec.nodeName', value: 'node-1' },
        { path, field: 'status.containerStatuses[name=app].lastState.terminated.finishedAt', value: at(3) },
      ],
    },
    {
      path,
      at: at(9),
      sources: [
        { path, field: 'spec.nodeName', value: 'node-1' },
        { path, field: 'status.containerStatuses[name=proxy].state.terminated.finishedAt', value: at(9) },
      ],
    },
  ]);
});

it('no end of what runs, of an init container that did its work, or without a time', () => {
  const done = { name: 'migrate', ended: { exitCode: 0, finishedAt: at(1) } };
  expect(endsOf({ path, object: pod({ init: [done], spec }) })).toEqual([]);
  expect(endsOf({ path, object: pod({ containers: [{ ended: { exitCode: 1 } }], spec }) })).toEqual([]);
});
