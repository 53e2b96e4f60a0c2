import type { V1LabelSelector, V1RuleWithOperations } from '@kubernetes/client-node';

/** To what the rules of one difficult host apply, so that nothing else on the real host is disturbed. */
export interface Scope {
  /** A name for the rules, unique on the host. */
  name: string;
  /** The namespaces of the clusters. They need not exist yet. */
  namespaces: readonly string[];
  /** The names of the users that create the clusters. */
  users: readonly string[];
  /** The namespace of the probes, which show that a rule is in force. */
  probes: string;
}

const text = (value: unknown): string => JSON.stringify(value);

/** CEL: whether the request creates the probe of the rule `name`, a ConfigMap with the name of the rule. */
export const isProbe = ({ probes }: Scope, name: string): string =>
  `(request.resource.resource == "configmaps" && request.namespace == ${text(probes)} && request.name == ${text(name)})`;

/**
 * CEL: whether a rule of a real host would apply. Such a rule applies to `default`, too, where the preflight makes dry
 * runs; here only to those of these users.
 */
export const applies = ({ namespaces, users }: Scope): string => {
  const isOurs = [
    `has(request.namespace) && request.namespace in ${text(namespaces)}`,
    `request.resource.resource == "namespaces" && has(request.name) && request.name in ${text(namespaces)}`,
    `has(request.namespace) && request.namespace == "default" && has(request.dryRun) && request.dryRun && request.userInfo.username in ${text(users)}`,
  ];
  return `(${isOurs.join(' || ')})`;
};

/** All namespaces of the scope. A Namespace itself has this label before its admission. */
export const selectorOf = ({ namespaces, probes }: Scope): V1LabelSelector => ({
  matchExpressions: [
    {
      key: 'kubernetes.io/metadata.name',
      operator: 'In',
      values: [...namespaces, 'default', probes],
    },
  ],
});

/** Returns the rule for resources such as `pods`, `jobs.batch`, `pods/portforward` or `*`. */
export function ruleFor(
  resources: readonly string[],
  operations: readonly string[],
): V1RuleWithOperations[] {
  return resources.map((resource) => {
    const [plural = '', ...group] = resource.split('.');
    return {
      apiGroups: [resource === '*' ? '*' : group.join('.')],
      apiVersions: ['*'],
      resources: [plural],
      operations: [...operations],
    };
  });
}
