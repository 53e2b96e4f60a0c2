import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
  type V1CronJob,
} from '@kubernetes/client-node';
import { kubeOf } from '../../../../src/core/kube/clients.ts';
import { upHost } from '../../../host/host.ts';
import { ownBy } from './owner.ts';
import { asServiceAccount } from './service-account.ts';

/** The objects of `deploy/sweeper.yaml` on the real host, under a unique name. */
export interface Sweeper extends AsyncDisposable {
  /** The host cluster, with the credentials of the sweeper's service account. */
  hostCluster: KubeConfig;
  namespace: string;
  /** The CronJob of the manifest. It is not created, because it would run. */
  cronJob: V1CronJob;
}

const MANIFEST = 'deploy/sweeper.yaml';
const NAME = 'ephemeral-vcluster-sweeper';

/** The namespace owns everything, including the cluster-scoped objects, so that nothing stays even if the test is killed. */
export async function installSweeper(): Promise<Sweeper> {
  const admin = new KubeConfig();
  admin.loadFromFile((await upHost({})).kubeconfig);
  const namespace = `${NAME}-${randomBytes(3).toString('hex')}`;
  const text = readFileSync(MANIFEST, 'utf8').replaceAll(NAME, namespace);
  const objects: KubernetesObject[] = loadAllYaml(text);
  const api = KubernetesObjectApi.makeApiClient(admin);
  let owner: KubernetesObject | undefined;
  for (const object of objects.filter(({ kind }) => kind !== 'CronJob')) {
    if (owner && !object.metadata?.namespace) ownBy(owner, object);
    const made = await api.create(object);
    if (made.kind === 'Namespace') owner = made;
  }
  return {
    namespace,
    cronJob: objects.find(({ kind }) => kind === 'CronJob') as V1CronJob,
    hostCluster: await asServiceAccount(admin, { namespace, name: 'sweeper' }),
    [Symbol.asyncDispose]: async () => {
      await kubeOf(admin).core.deleteNamespace({ name: namespace });
    },
  };
}
