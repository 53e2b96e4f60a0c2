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

/** The credentials of the product on the real host: never cluster-admin. */
export interface HostUser {
  /** The namespace of its service account. */
  namespace: string;
  /** Path of a kubeconfig with a token of the service account. */
  kubeconfig: string;
}

export interface HostUserOptions {
  /** The credentials of a cluster-admin. */
  admin: KubeConfig;
  /** The folder for the kubeconfig. */
  folder: string;
  /** Changes the rules of the manifest, for a user with other rights. */
  change?: (rules: V1PolicyRule[]) => V1PolicyRule[];
}

const MANIFESTS = 'deploy/rbac';

/** Creates the tenant of `single-namespace.yaml` in `namespace`, which may exist already. */
export function tenantOf(namespace: string, options: HostUserOptions): Promise<HostUser> {
  const name = 'ephemeral-vcluster';
  return applyManifest('single-namespace.yaml', ['ci-1', namespace], { namespace, name }, options);
}

/**
 * Creates the user of `own-namespaces.yaml` under the given name. The namespace `name` owns all of it, including the
 * cluster-scoped objects, so that they are deleted with it.
 */
export function ownNamespacesUser(name: string, options: HostUserOptions): Promise<HostUser> {
  const account = { namespace: name, name };
  return applyManifest('own-namespaces.yaml', ['ephemeral-vcluster-ci', name], account, options);
}

/** Applies the manifest as its first lines tell a user to: with one word replaced in the whole file. */
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
      // The test has created the namespace already.
      if (!isConflict(error) || object.kind !== 'Namespace') throw error;
    });
    if (made?.kind === 'Namespace') owner = made;
  }
  const kubeconfig = join(folder, `${account.namespace}.${account.name}.kubeconfig`);
  const config = await asServiceAccount(admin, account);
  await writeFile(kubeconfig, config.exportConfig(), { mode: 0o600 });
  return { namespace: account.namespace, kubeconfig };
}
