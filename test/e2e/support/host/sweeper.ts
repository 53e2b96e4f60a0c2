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

/** What `deploy/sweeper.yaml` makes, on the real host, under a name of its own. */
export interface Sweeper extends AsyncDisposable {
  /** As its service account. */
  hostCluster: KubeConfig;
  namespace: string;
  /** As the manifest has it; not made, or it would run. */
  cronJob: V1CronJob;
}

const MANIFEST = 'deploy/sweeper.yaml';
const NAME = 'ephemeral-vcluster-sweeper';

/** All of it goes with its namespace, also what is in none, and also when the test is killed half-way. */
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
