import { describe, expect, it } from 'vitest';
import { specSeen } from '../../src/facts/pod-spec.ts';
import { selects, wayTo } from '../../src/facts/services.ts';
import { pod, serviceOf } from '../support/stories.ts';

const web = pod({ metadata: { labels: { app: 'web', tier: 'front' } } });

describe('a Service selects a pod', () => {
  it.each<[sentence: string, spec: object, is: boolean]>([
    ['whose labels hold all that its selector says', { selector: { app: 'web', tier: 'front' } }, true],
    ['and not one that lacks a label', { selector: { app: 'web', zone: 'a' } }, false],
    ['and not one of another value', { selector: { app: 'api' } }, false],
    ['and nothing without a selector: its endpoints are somebody else’s', {}, false],
    ['and nothing with an empty one', { selector: {} }, false],
    ['and nothing as an ExternalName', { type: 'ExternalName', selector: { app: 'web' } }, false],
  ])('%s', (_sentence, spec, is) => {
    expect(selects(serviceOf('web', spec).object, web)).toBe(is);
  });
});

describe('a Service sends to', () => {
  const ports = [{ containerPort: 9090 }, { name: 'http', containerPort: 8080 }];
  const of = pod({
    containers: [{ name: 'app' }, { name: 'bare' }],
    spec: { containers: [{ name: 'app', ports }, { name: 'bare' }], initContainers: [{ name: 'first', ports }] },
  });
  const way = (port: object, container = 'app') => {
    const seen = specSeen(of, container);
    const found = seen && wayTo([serviceOf('none', {}), serviceOf('web', { ports: [{ port: 53 }, port] })], seen);
    return found && [found.service.object.metadata?.name, found.port, found.containerPort];
  };

  it.each<[sentence: string, port: object, way: unknown]>([
    ['the port of that number', { port: 80, targetPort: 8080 }, ['web', 1, 1]],
    ['the port of that name', { port: 80, targetPort: 'http' }, ['web', 1, 1]],
    ['its own port where it names no target', { port: 9090 }, ['web', 1, 0]],
    ['no port that the container does not declare', { port: 80, targetPort: 8081 }, null],
    ['no port of that name but another protocol', { port: 80, targetPort: 'http', protocol: 'UDP' }, null],
  ])('%s', (_sentence, port, answer) => {
    expect(way(port)).toEqual(answer);
  });

  it('no container that declares no port, and no init container', () => {
    expect(way({ port: 8080 }, 'bare')).toBeNull();
    expect(way({ port: 8080 }, 'first')).toBeNull();
  });
});
