import { expect, test } from '@jest/globals';
import { fixedNodePortWarnings } from '../../src/workshop/fixed-node-ports.ts';
import { parseManifests } from '../../src/workshop/manifests.ts';

const warnings = (spec: string, kind = 'Service', apiVersion = 'v1') =>
  fixedNodePortWarnings(
    parseManifests(
      'a.yaml',
      `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: web }, spec: ${spec} }`,
    ),
  );

test.each([
  ['{ type: NodePort, ports: [{ port: 80, nodePort: 30987 }] }', '30987'],
  ['{ type: LoadBalancer, ports: [{ port: 80 }, { port: 443, nodePort: 30443 }] }', '30443'],
  [
    '{ type: NodePort, ports: [{ port: 1, nodePort: 30001 }, { port: 2, nodePort: 30002 }] }',
    '30001, 30002',
  ],
  ['{ type: LoadBalancer, healthCheckNodePort: 31000, ports: [{ port: 80 }] }', '31000'],
])('a Service with %s is warned about, with its file and name', (spec, ports) => {
  expect(warnings(spec)).toEqual([
    expect.stringContaining(`a.yaml: Service web asks for node port ${ports}.`),
  ]);
});

test.each([
  ['{ type: NodePort, ports: [{ port: 80 }] }', 'Service', 'v1'],
  ['{ type: NodePort, ports: [{ port: 80, nodePort: 0 }] }', 'Service', 'v1'],
  ['{ ports: [{ port: 80 }] }', 'Service', 'v1'],
  ['{ type: ExternalName, externalName: a.example.com }', 'Service', 'v1'],
  ['{ ports: [{ nodePort: 30987 }] }', 'Service', 'serving.knative.dev/v1'],
  ['{ ports: [{ nodePort: 30987 }] }', 'Widget', 'example.com/v1'],
])('%s of a %s of %s needs no warning', (spec, kind, apiVersion) => {
  expect(warnings(spec, kind, apiVersion)).toEqual([]);
});
