import { ownBy } from '../../support/host/owner.ts';
import type { Ground } from './ground.ts';
import { applies, isProbe, ruleFor, type Scope, selectorOf } from './scope.ts';

/** What a ValidatingAdmissionPolicy demands of the objects that are created. */
export interface Demand {
  /** Such as `pods`, `jobs.batch` or `pods/portforward`. */
  resources: readonly string[];
  /** CEL: true for what is admitted. */
  expression: string;
  message: string;
  /** Default: `CREATE`. */
  operation?: 'CREATE' | 'CONNECT';
}

/** Creates the policy `name`. It refuses its probe, too. */
export async function createPolicy(
  { admission, home }: Ground,
  scope: Scope,
  name: string,
  { resources, expression, message, operation = 'CREATE' }: Demand,
): Promise<void> {
  const probe = isProbe(scope, name);
  const policy = {
    metadata: { name },
    spec: {
      matchConstraints: {
        namespaceSelector: selectorOf(scope),
        resourceRules: [...ruleFor(resources, [operation]), ...ruleFor(['configmaps'], ['CREATE'])],
      },
      matchConditions: [
        {
          name: 'scope',
          expression: `${probe} || (request.resource.resource != "configmaps" && ${applies(scope)})`,
        },
      ],
      validations: [{ expression: `!${probe} && (${expression})`, message }],
    },
  };
  const binding = {
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
  for (const object of [policy, binding]) ownBy(home, object);
  await admission.createValidatingAdmissionPolicy({ body: policy });
  await admission.createValidatingAdmissionPolicyBinding({ body: binding });
}
