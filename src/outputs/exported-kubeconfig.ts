/** Remembers, for a later use of the action in the same job, what our own KUBECONFIG took the place of. */
const OURS = 'EPHEMERAL_VCLUSTER_KUBECONFIG';
const BEFORE = 'EPHEMERAL_VCLUSTER_HOST_KUBECONFIG';

/** The variables that make the following steps use the virtual cluster's kubeconfig at `path`. */
export const exportedVariables = (path: string, env: NodeJS.ProcessEnv): [string, string][] => [
  [BEFORE, hostBeforeExport(env)],
  [OURS, path],
  ['KUBECONFIG', path],
];

/** KUBECONFIG as it was before we set it: a second cluster belongs beside the first one, not into it. */
export const hostBeforeExport = (env: NodeJS.ProcessEnv): string =>
  (env.KUBECONFIG && env.KUBECONFIG === env[OURS] ? env[BEFORE] : env.KUBECONFIG) ?? '';

/** The same for a shell, to be evaluated. */
export const exportLines = (path: string, env: NodeJS.ProcessEnv): string =>
  exportedVariables(path, env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n');
