import { expect, test } from '@jest/globals';
import type { V1Pod, V1Service } from '@kubernetes/client-node';
import { describeTrouble, findEndpoint } from '../../../src/core/connect/find-endpoint.ts';
import type { Kube } from '../../../src/core/kube/clients.ts';
import {
  type Connection,
  exposureOf,
  planConnection,
} from '../../../src/core/plan/connection-mode.ts';
import { SteppedClock } from '../../support/clock.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';
import { createSpec } from '../../support/spec.ts';

const outside = { insideHost: false, keeper: undefined };
const noRights = fakeKube({});

const node = (name: string, ...addresses: [type: string, address: string][]) => ({
  metadata: { name },
  status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
});

const nodes = [
  node('a', ['Hostname', 'a'], ['InternalIP', '10.0.0.1'], ['ExternalIP', '203.0.113.1']),
  node('b', ['InternalIP', '10.0.0.2']),
];

const withNodes = fakeKube({ core: { listNode: async () => ({ items: nodes }) } });

test('without a background process, a tunnel is rejected and the other modes are named', async () => {
  const planning = planConnection(outside, noRights, createSpec());
  await expect(planning).rejects.toThrow(/connect: "auto".*service, node-port, load-balancer or/);
});

test('the certificate contains the addresses of all nodes, external ones first', async () => {
  const spec = createSpec({ connect: 'node-port', endpoint: '{name}.example.com:30000' });
  const connection = await planConnection(outside, withNodes, spec);
  expect(connection.endpoint).toEqual({ host: 'ci-1.example.com', port: 30000 });
  expect(exposureOf(connection)).toEqual({
    mode: 'node-port',
    hosts: ['ci-1.example.com', '203.0.113.1', '10.0.0.1', '10.0.0.2'],
  });
});

test('a tenant without the right to read nodes gets no node addresses', async () => {
  const listNode: Kube['core']['listNode'] = async () => {
    throw apiException(403);
  };
  const spec = createSpec({ connect: 'node-port' });
  const connection = await planConnection(outside, fakeKube({ core: { listNode } }), spec);
  expect(exposureOf(connection)).toEqual({ mode: 'node-port', hosts: [] });
});

const controlPlane = (nodeName: string): V1Pod => ({
  metadata: { name: 'ci-1-0' },
  spec: { nodeName, containers: [] },
  status: { hostIP: '10.0.0.9' },
});

/** Finds the endpoint of a cluster with these Services. Returns it and what the search waited for. */
async function found(
  connection: Partial<Connection>,
  { pod = controlPlane('a'), services = [] as V1Service[] } = {},
) {
  await using api = await startFakeApi((request, response) => {
    const url = new URL(request.url ?? '', 'https://host.example');
    const [, name] = /services\/(.+)$/.exec(url.pathname) ?? [];
    const items = services.filter(({ metadata }) => !name || metadata?.name === name);
    if (name) return sendJson(response, items[0] ?? { message: 'not found' }, items[0] ? 200 : 404);
    sendJson(response, { kind: 'ServiceList', metadata: { resourceVersion: '7' }, items });
  });
  const waited: string[] = [];
  const endpoint = await findEndpoint(
    { hostCluster: api.kubeConfig, clock: new SteppedClock() },
    {
      ref: createRef(),
      connection: { mode: 'node-port', reason: 'it was asked for', nodes: [], ...connection },
      balancedService: 'ci-1',
      pod,
      signal: AbortSignal.timeout(10_000),
      waiting: (what) => waited.push(what),
    },
  );
  return { endpoint, waited };
}

const service = (more: Partial<V1Service>): V1Service => ({ metadata: { name: 'ci-1' }, ...more });
const nodePort = service({
  spec: {
    ports: [
      { name: 'kubelet', port: 10250, nodePort: 1 },
      { name: 'https', port: 443, nodePort: 30443 },
    ],
  },
});

test('a node port is reached at the node of the control plane, at its external address if it has one', async () => {
  const { nodes: known } = await planConnection(
    outside,
    withNodes,
    createSpec({ connect: 'node-port' }),
  );
  const services = [nodePort];
  const at = async (nodeName: string) =>
    (await found({ nodes: known }, { services, pod: controlPlane(nodeName) })).endpoint;
  expect(await at('a')).toEqual({ host: '203.0.113.1', port: 30443 });
  expect(await at('b')).toEqual({ host: '10.0.0.2', port: 30443 });
  expect(await at('c')).toEqual({ host: '10.0.0.9', port: 30443 });
});

test('an address that the user sets takes precedence', async () => {
  const services = [nodePort];
  expect((await found({ endpoint: { host: 'a.example.com' } }, { services })).endpoint).toEqual({
    host: 'a.example.com',
    port: 30443,
  });
  const endpoint = { host: 'a.example.com', port: 443 };
  for (const mode of ['node-port', 'load-balancer', 'ingress'] as const) {
    expect((await found({ mode, endpoint })).endpoint).toEqual(endpoint);
  }
});

test('a Service without a node port is reported by name', async () => {
  const services = [
    service({ spec: { type: 'ClusterIP', ports: [{ name: 'https', port: 443 }] } }),
  ];
  await expect(found({}, { services })).rejects.toThrow(
    /Service ci-1 in namespace ci is of type ClusterIP and has no node port.*`values`/s,
  );
});

test.each([
  [{ ip: '203.0.113.5' }, '203.0.113.5'],
  [{ hostname: 'lb.example.com' }, 'lb.example.com'],
])('a load balancer is reached at the address of its Service: %j', async (ingress, host) => {
  const services = [service({ status: { loadBalancer: { ingress: [ingress] } } })];
  const { endpoint, waited } = await found({ mode: 'load-balancer' }, { services });
  expect(endpoint).toEqual({ host });
  expect(waited).toEqual([expect.stringMatching(/Service ci-1 in namespace ci.*no address yet/)]);
});

test.each([
  ["Hostname/IP does not match certificate's altnames", /pass TLS through/],
  ['self-signed certificate', /pass TLS through/],
  ['HTTP 404', /pass TLS through/],
  ['connect ECONNREFUSED 10.0.0.1:443', /REFUSED 10.0.0.1:443$/],
])('the error "%s" of an ingress is explained', (reason, said) => {
  expect(describeTrouble(reason, 'ingress')).toMatch(said);
  expect(describeTrouble(reason, 'node-port')).toBe(reason);
});
