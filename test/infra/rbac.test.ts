/** infra/kubernetes/rbac.yaml and logs.yaml, held against what lastword asks of the recorded clusters. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { expect, it } from 'vitest';
import { gather } from '../../src/gather/gather.ts';
import { identify } from '../../src/identify/identify.ts';
import { alertOf, connect } from '../support/gathering.ts';
import { recording, recordingNames } from '../support/recordings.ts';

type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] };

/** `verb group/resource`, each permission by itself. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
function grantedBy(...files: string[]): Set<string> {
  const rules = files.flatMap((file) =>
    parseAllDocuments(readFileSync(`${import.meta.dirname}/../../infra/kubernetes/${file}`, 'utf8')).flatMap(
      (document) => (document.toJS() as { rules?: Rule[] }).rules ?? [],
    ),
  );
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((name) => verbs.map((verb) => `${verb} ${group}/${name}`))),
    ),
  );
}

/** What a request needs. https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
function needs(path: string, query: string): string {
  const [, group = '', rest = ''] = /^\/api(?:s\/([^/]+))?\/[^/]+\/(.*)$/.exec(path) ?? [];
  const [resource = '', name, subresource] = rest.replace(/^namespaces\/[^/]+\//, '').split('/');
  const watches = /[?&]?watch=(?:1|true)/.test(query);
  const verb = name !== undefined ? 'get' : watches ? 'watch' : 'list';
  return `${verb} ${group}/${[resource, subresource].filter(Boolean).join('/')}`;
}

it('the role grants all that the recorded stops ask for, also once there are many, and no other way of reading than is used', async () => {
  const asked = new Set<string>();
  for (const name of recordingNames) {
    const story = await recording(name);
    const { api, cluster } = await connect(story.snapshot);
    const alert = alertOf(story);
    const subject = identify(alert);
    await gather(subject, alert, cluster);
    // After two names of a kind its list is asked for.
    for (const other of ['a', 'b', 'c']) {
      await cluster.get('podmetrics', subject.namespace ?? 'lab', other);
      await cluster.get('nodes', null, other);
    }
    for (const { path, query } of api.requests()) asked.add(needs(path, query));
  }
  const granted = grantedBy('rbac.yaml', 'logs.yaml');
  expect([...asked].filter((permission) => !granted.has(permission))).toEqual([]);
  const kinds = new Set([...asked].map((permission) => permission.split(' ')[1]));
  const unused = [...granted].filter((one) => kinds.has(one.split(' ')[1]) && !asked.has(one));
  expect(unused).toEqual([]);
});
