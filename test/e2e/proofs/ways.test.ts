import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { startHttpProxy, startSocksProxy } from '../../support/kubeconfig/proxies.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { startForward } from '../support/network/forward.ts';
import { hold } from './ways/way.ts';
import { WAYS } from './ways/ways.ts';

jest.setTimeout(1_800_000);

const CONCURRENCY = 5;

test('each way to the host carries a cluster and its tunnel for five minutes', async () => {
  await using host = await openE2eHost();
  using resources = new DisposableStack();
  const user = new KubeConfig();
  user.loadFromFile(host.user.kubeconfig);
  const { hostname, port } = new URL(user.getCurrentCluster()?.server ?? '');
  const target = { host: hostname, port: Number(port || 443) };
  const direct = resources.use(await startForward(target));
  const ipv6 = resources.use(await startForward(target, '::1'));
  const socks = resources.adopt(await startSocksProxy(direct.port), (it) => it.close());
  const connect = resources.adopt(await startHttpProxy(direct.port), (it) => it.close());
  const ports = { socks: socks.port, connect: connect.port, ipv6: ipv6.port };
  const held = await mapConcurrently(CONCURRENCY, WAYS, (way) =>
    hold(way, { host, user, ports }).then(
      (requests) => ({ requests, faults: [] }),
      (error: Error) => ({ requests: 0, faults: [`${way.what}: ${error.message}`] }),
    ),
  );
  const faults = held.flatMap((it) => it.faults);
  figures(
    'ways',
    `${WAYS.length - faults.length} of ${WAYS.length} ways held a cluster and its tunnel for 5 min`,
    `${held.reduce((sum, { requests }) => sum + requests, 0)} requests, none failed`,
  );
  expect(faults).toEqual([]);
});
