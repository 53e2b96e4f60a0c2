import { PULL_SECRET_TYPES } from '../install/pull-secrets.ts';
import { apiMessage, isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { type Answer, type Check, type PreflightInput, unknown } from './finding.ts';

/** Checks that the image pull secrets to copy from other namespaces exist. */
export const checkCopiedSecrets: Check<PreflightInput> = ({ kube, spec }) =>
  Promise.all(
    spec.imagePullSecrets.flatMap(({ name, namespace }) =>
      // A Secret that the user cannot read cannot be copied.
      namespace ? [judge(kube, name, namespace, problem)] : [],
    ),
  );

/** Checks that the image pull secrets without a namespace exist in the namespace of the cluster. */
export const checkPullSecrets: Check = ({ kube, ref, spec }) =>
  Promise.all(
    spec.imagePullSecrets.flatMap(({ name, namespace }) =>
      namespace ? [] : [judge(kube, name, ref.namespace, (why) => unknown(new Error(why)))],
    ),
  );

async function judge(
  { core }: Kube,
  name: string,
  namespace: string,
  ifForbidden: (why: string) => Answer,
): Promise<Answer> {
  const secret = `Secret ${name} in namespace ${namespace}`;
  try {
    const found = await orUndefined(core.readNamespacedSecret({ name, namespace }));
    if (!found) return problem(`${secret} does not exist`);
    if (PULL_SECRET_TYPES.includes(found.type ?? '')) return { state: 'ok', detail: secret };
    return problem(`${secret} has type ${found.type}, not ${PULL_SECRET_TYPES[0]}`);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return ifForbidden(`${secret} cannot be read: ${apiMessage(error)}`);
  }
}

const problem = (detail: string): Answer => ({
  state: 'problem',
  input: 'image-pull-secret',
  detail,
  hint: 'Create it with `kubectl create secret docker-registry`, or name another Secret.',
});
