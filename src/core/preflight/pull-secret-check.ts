import { PULL_SECRET_TYPES } from '../install/pull-secrets.ts';
import { apiMessage, isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { type Answer, type Check, unknown, type Wish } from './finding.ts';

/** Whether the Secrets with credentials for images that are to be copied from other namespaces are there. */
export const checkCopiedSecrets: Check<Wish> = ({ kube, spec }) =>
  Promise.all(
    spec.imagePullSecrets.flatMap(({ name, namespace }) =>
      // What we may not read we cannot copy.
      namespace ? [judge(kube, name, namespace, problem)] : [],
    ),
  );

/** Whether those are there that are to be in the namespace of the cluster. */
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
  const secret = `Secret ${name} of namespace ${namespace}`;
  try {
    const found = await orUndefined(core.readNamespacedSecret({ name, namespace }));
    if (!found) return problem(`${secret} does not exist`);
    if (PULL_SECRET_TYPES.includes(found.type ?? '')) return { state: 'ok', detail: secret };
    return problem(`${secret} is of type ${found.type}, and not ${PULL_SECRET_TYPES[0]}`);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return ifForbidden(`${secret} cannot be read: ${apiMessage(error)}`);
  }
}

const problem = (detail: string): Answer => ({
  state: 'problem',
  input: 'image-pull-secret',
  detail,
  hint: 'Make it by `kubectl create secret docker-registry`, or name another one.',
});
