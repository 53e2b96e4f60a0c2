import type { KubernetesObject } from '@kubernetes/client-node';
import type { Values } from '../chart/values-input.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { InputError, type InputProblem } from '../errors.ts';
import { parseRenderedYaml } from '../yaml.ts';

/** The cluster-scoped objects of the chart. They get labels, and are deleted by name. */
const DELETED_BY_NAME = ['ClusterRole', 'ClusterRoleBinding'];

/** Cluster-scoped kinds of Kubernetes that charts create. The proxy of helm refuses all others. */
const CLUSTER_SCOPED = [
  'APIService',
  'CSIDriver',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
];

/**
 * Rejects values with which objects would remain on the host cluster after the cluster is gone. `rendered` is the output
 * of `renderRelease`.
 *
 * @throws InputError with all problems.
 */
export function checkLastingObjects(
  rendered: string,
  values: Values,
  { namespace }: Pick<ClusterRef, 'namespace'>,
): void {
  const objects = (parseRenderedYaml(rendered) as (KubernetesObject | null)[]).filter(
    (it) => it !== null,
  );
  const problems: InputProblem[] = objects
    .filter((object) => lasts(object, namespace))
    .map((object) => ({
      input: 'values',
      allowed: `values without ${nameOf(object)}: only objects in namespace ${namespace} are deleted with the cluster`,
    }));
  if (hasNoOwners(values)) problems.push(NO_OWNERS);
  if (problems.length > 0) throw new InputError(problems);
}

function lasts({ kind = '', metadata }: KubernetesObject, namespace: string): boolean {
  if (DELETED_BY_NAME.includes(kind)) return false;
  return CLUSTER_SCOPED.includes(kind) || (metadata?.namespace ?? namespace) !== namespace;
}

const nameOf = ({ kind, metadata: { namespace, name } = {} }: KubernetesObject): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

function hasNoOwners(values: Values): boolean {
  const { experimental } = values as { experimental?: { syncSettings?: { setOwner?: unknown } } };
  return experimental?.syncSettings?.setOwner === false;
}

const NO_OWNERS: InputProblem = {
  input: 'values: experimental.syncSettings.setOwner',
  allowed:
    'true or left out: without an owner, nothing deletes what the cluster creates on the host cluster',
};
