import {
  AdmissionregistrationV1Api,
  KubeConfig,
  KubernetesObjectApi,
  type V1Namespace,
} from '@kubernetes/client-node';
import type { Kube } from '../../../../src/core/kube/clients.ts';
import type { E2eHost } from '../../support/host/e2e-host.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import { localAddressTowards } from '../../support/network/local-address.ts';
import { startWebhookServer, type WebhookServer } from './webhook-server.ts';

/** What the difficult hosts of one run have in common. */
export interface Ground extends AsyncDisposable {
  host: E2eHost;
  kube: Kube;
  objects: KubernetesObjectApi;
  admission: AdmissionregistrationV1Api;
  server: WebhookServer;
  /** Owns the rules of the hosts, so that they are deleted with it. */
  home: V1Namespace;
  /** Namespaces of other users, in which controllers create what they create everywhere. */
  neighbours: readonly [string, string];
}

export async function openGround(host: E2eHost): Promise<Ground> {
  const { admin, view } = host;
  const make = (what: string) => {
    const name = host.own(uniqueName(what));
    return view.kube.core.createNamespace({ body: { metadata: { name } } });
  };
  const home = await make('rules');
  const neighbours = await Promise.all([make('neighbour'), make('neighbour')]);
  const [one = '', other = ''] = neighbours.map(({ metadata }) => metadata?.name ?? '');
  const server = await startWebhookServer(
    await localAddressTowards(admin.getCurrentCluster()?.server ?? ''),
  );
  return {
    host,
    kube: view.kube,
    objects: KubernetesObjectApi.makeApiClient(admin),
    admission: admin.makeApiClient(AdmissionregistrationV1Api),
    server,
    home,
    neighbours: [one, other],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The name that admission webhooks see for the user of a kubeconfig with the token of a service account. */
export function userName(kubeconfig: string): string {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const [, claims = ''] = config.getCurrentUser()?.token?.split('.') ?? [];
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
}
