import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../../../src/core/create/create.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { stalledReader } from '../support/cluster/stalled-reader.ts';
import { describeOutcomes, steadyLoad } from '../support/cluster/steady-load.ts';
import { ask, requestTo, type VirtualApi, virtualApi } from '../support/cluster/virtual-api.ts';
import { figures } from '../support/figures.ts';
import { openTestHost } from '../support/host/test-host.ts';

jest.setTimeout(300_000);

const SILENT = 50;
const AT_ONCE = 1_000;
const PER_SECOND = 50;
const SECONDS = 30;
const PATH = '/api/v1/namespaces/default';
/** More than all buffers on the way hold. */
const LARGE = { objects: 40, bytes: 900_000 };
const LARGE_PATH = '/api/v1/namespaces/default/configmaps';

/** Clients that connect and send nothing, such as scanners and idle pools. */
async function silentClients(server: URL) {
  const sockets = Array.from({ length: SILENT }, () =>
    connect(Number(server.port), server.hostname),
  );
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return {
    open: () => sockets.filter(({ destroyed }) => !destroyed).length,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function makeLargeObjects(path: string): Promise<void> {
  const virtual = new KubeConfig();
  virtual.loadFromFile(path);
  const data = { text: 'x'.repeat(LARGE.bytes) };
  for (let index = 0; index < LARGE.objects; index++) {
    const body = { metadata: { name: `large-${index}` }, data };
    await kubeOf(virtual).core.createNamespacedConfigMap({ namespace: 'default', body });
  }
}

/** Opens this many connections at once and sends one request on each. Returns why requests failed. */
async function burst(api: VirtualApi): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      ask(requestTo(api, PATH)).then(
        ({ status }) => (status === 200 ? '' : `HTTP ${status}`),
        ({ message }: Error) => message,
      ),
    ),
  );
  return answers.filter(Boolean);
}

test('silent clients, a reader that stalls and 1000 connections at once disturb no request', async () => {
  await using host = await openTestHost();
  await using cluster = await createCluster(host.runtime, host.spec());
  const api = virtualApi(cluster.kubeconfig);
  await makeLargeObjects(cluster.kubeconfig);

  using silent = await silentClients(api.server);
  using reader = await stalledReader(api, LARGE_PATH);
  const outcomes = await steadyLoad(api, { path: PATH, perSecond: PER_SECOND, seconds: SECONDS });
  const begun = performance.now();
  const failed = await burst(api);
  const took = (performance.now() - begun) / 1_000;
  const rest = await reader.finish();

  figures(
    'tunnel-clients',
    ...describeOutcomes(outcomes),
    `${silent.open()} silent clients`,
    `${AT_ONCE} connections at once in ${took.toFixed(1)} s, ${failed.length} failed`,
    `the stalled reader was cut after ${Math.round(rest.size / 1_000_000)} MB`,
  );
  expect(outcomes.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  expect(failed).toEqual([]);
  expect(silent.open()).toBe(SILENT);
  // Kubernetes ignores the flow control of SPDY, so a reader that stands still would block the connection for others.
  expect(rest.complete).toBe(false);
});
