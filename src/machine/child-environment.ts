/** Where helm finds its files. All other variables of helm are orders, such as HELM_KUBEAPISERVER, HELM_DRIVER and HELM_NAMESPACE. */
const HELM_FOLDERS = [
  'HELM_CACHE_HOME',
  'HELM_CONFIG_HOME',
  'HELM_DATA_HOME',
  'HELM_REGISTRY_CONFIG',
  'HELM_REPOSITORY_CACHE',
  'HELM_REPOSITORY_CONFIG',
];

/** Variables that choose another cluster, or that contain the inputs and the state of a step. */
const NOT_FOR_CHILDREN = /^(HELM_|KUBE|INPUT_|STATE_)/i;

/**
 * Returns the environment of a program that we start. Only our arguments and `own` choose its cluster, its namespace and
 * how it works. It keeps what belongs to the machine: PATH, home, proxies, certificates and logins to registries.
 */
export function childEnvironment(
  own: Record<string, string> = {},
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (HELM_FOLDERS.includes(entry[0]) || !NOT_FOR_CHILDREN.test(entry[0])),
  );
  return { ...Object.fromEntries(kept), ...own };
}
