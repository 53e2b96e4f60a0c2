import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
  type V1PolicyRule,
} from '@kubernetes/client-node';
import { isConflict } from '../../../../src/core/kube/clients.ts';
import { ownBy } from './owner.ts';
import { type Account, asServiceAccount } from './service-account.ts';

/** Who the product is on the real host. Never cluster-admin, but for what a test does beside the product. */
export interface HostUser {
  /** Where its service account is. */
  namespace: string;
  /** Path of a kubeconfig with a token of the service account. */
  kubeconfig: string;
}

export interface HostUserOptions {
  /** Cluster-admin's. */
  admin: KubeConfig;
  /** Where the kubeconfig goes. */
  folder: string;
  /** Changes the manifest's rules, for a user with other rights. */
  change?: (rules: V1PolicyRule[]) => V1PolicyRule[];
}

const MANIFESTS = 'deploy/rbac';

/** The tenant of `single-namespace.yaml` in `namespace`, which may exist. */
export function tenantOf(namespace: string, options: HostUserOptions): Promise<HostUser> {
  const name = 'ephemeral-vcluster';
  return applyManifest('single-namespace.yaml', ['ci-1', namespace], { namespace, name }, options);
}

/**
 * The user of `own-namespaces.yaml`, under a name of its own. All of it, also what is in no namespace, goes with the
 * namespace `name`.
 */
export function ownNamespacesUser(name: string, options: HostUserOptions): Promise<HostUser> {
  const account = { namespace: name, name };
  return applyManifest('own-namespaces.yaml', ['ephemeral-vcluster', name], account, options);
}

/** Applies the manifest as its head says: with one word changed throughout. */
async function applyManifest(
  manifest: string,
  [word, by]: [string, string],
  account: Account,
  { admin, folder, change = (rules) => rules }: HostUserOptions,
): Promise<HostUser> {
  const text = readFileSync(join(MANIFESTS, manifest), 'utf8').replaceAll(word, by);
  const api = KubernetesObjectApi.makeApiClient(admin);
  let owner: KubernetesObject | undefined;
  for (const object of loadAllYaml(text) as (KubernetesObject & { rules?: V1PolicyRule[] })[]) {
    if (object.rules) object.rules = change(object.rules);
    if (owner && !object.metadata?.namespace) ownBy(owner, object);
    const made = await api.create(object).catch((error) => {
      // The namespace of a test's own.
      if (!isConflict(error) || object.kind !== 'Namespace') throw error;
    });
    if (made?.kind === 'Namespace') owner = made;
  }
  const kubeconfig = join(folder, `${account.namespace}.${account.name}.kubeconfig`);
  const config = await asServiceAccount(admin, account);
  await writeFile(kubeconfig, config.exportConfig(), { mode: 0o600 });
  return { namespace: account.namespace, kubeconfig };
}
