import { describe, expect, it } from 'vitest';
import { readServices } from '../../src/gather/services.ts';
import { clusterOf, connect } from '../support/gathering.ts';
import { pod, serviceOf } from '../support/stories.ts';

const web = pod({ metadata: { labels: { app: 'web' } } });
const services = [serviceOf('web', { selector: { app: 'web' } }), serviceOf('api', { selector: { app: 'api' } })];
const shop = clusterOf({ pods: [web], services: services.map((seen) => seen.object) });

describe('the Services in front of a pod', () => {
  it('are those that select it', async () => {
    const read = await readServices((await connect(shop)).cluster, 'shop', web);
    expect(read.known && read.value.map((seen) => seen.path)).toEqual(['/api/v1/namespaces/shop/services/web']);
  });

  it('are not known when they may not be listed, or were not recorded', async () => {
    const why = { known: false, why: 'services are forbidden to lastword (403)' };
    const { cluster } = await connect(shop, { faults: () => ({ status: 403 }) });
    expect(await readServices(cluster, 'shop', web)).toEqual(why);
    const unrecorded = await connect(clusterOf({ pods: [web] }));
    expect(await readServices(unrecorded.cluster, 'shop', web)).toEqual(why);
  });
});
