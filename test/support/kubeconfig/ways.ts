import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { startOwningProxy } from '../../../src/core/install/owning-proxy.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { accessOf, clusterConfigOf } from '../../../src/core/kube/cluster-config.ts';
import { accessFrom, type HostAccess } from '../../../src/core/kube/http/access.ts';
import { askHost } from '../../../src/core/kube/http/request.ts';
import { upgradeToSpdy } from '../../../src/core/kube/http/upgrade.ts';
import { watchUntil } from '../../../src/core/kube/watch.ts';
import {
  loadHostKubeconfig,
  saveHostKubeconfig,
} from '../../../src/host-cluster/host-kubeconfig.ts';
import { SteppedClock } from '../clock.ts';

/** One way in which the product sends a request to the host cluster. `folder` contains the kubeconfig. */
export type Way = (host: KubeConfig, folder: string) => Promise<unknown>;

const ask = (access: HostAccess) => askHost(access, { method: 'GET', path: '/version' });

/** All ways to the host cluster. */
export const WAYS: Record<string, Way> = {
  client: (host) => kubeOf(host).version.getCode(),
  request: (host) => ask(accessOf(host)),
  watch: (kubeConfig) =>
    watchUntil(
      { kubeConfig, path: '/api/v1/pods', list: async () => ({ items: [] }) },
      (objects) => objects.length > 0 || undefined,
      new SteppedClock(),
      AbortSignal.timeout(10_000),
    ),
  'port-forward': async (host) => (await upgradeToSpdy(accessOf(host), '/version')).destroy(),
  helm: async (host) => {
    const owner = { apiVersion: 'v1', kind: 'Namespace', name: 'n', uid: 'u' };
    await using proxy = await startOwningProxy(host, { namespace: 'n', owner, labels: {} });
    const config = new KubeConfig();
    config.loadFromString(proxy.kubeconfig);
    const answer = await fetch(`${config.getCurrentCluster()?.server}/version`);
    if (!answer.ok) throw new Error(await answer.text());
  },
  keeper: (host) => {
    const { credentials } = clusterConfigOf(host);
    return ask(accessFrom(JSON.parse(JSON.stringify(credentials))));
  },
  'clean-up': async (host, folder) => {
    const copy = await saveHostKubeconfig(host, folder);
    await removeSources(folder);
    return kubeOf(loadHostKubeconfig(copy)).version.getCode();
  },
};

/** Removes what a job may remove before its end, but not the programs. */
async function removeSources(folder: string): Promise<void> {
  for (const name of ['0', '1', '2', 'pki', 'ca.crt', 'me.crt', '../me.key', 'token', '../run'])
    await rm(join(folder, 'kube', name), { recursive: true, force: true });
}
