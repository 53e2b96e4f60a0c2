/** Save the former KUBECONFIG for later steps with the action in the same job. */
const OURS = 'EPHEMERAL_VCLUSTER_KUBECONFIG';
const BEFORE = 'EPHEMERAL_VCLUSTER_HOST_KUBECONFIG';

/** The variables that make the following steps use the virtual cluster's kubeconfig at `path`. */
export const exportedVariables = (path: string, env: NodeJS.ProcessEnv): [string, string][] => [
  [BEFORE, hostBeforeExport(env)],
  [OURS, path],
  ['KUBECONFIG', path],
];

/** KUBECONFIG before this tool set it: a second cluster is created on the host cluster, not inside the first cluster. */
export const hostBeforeExport = (env: NodeJS.ProcessEnv): string =>
  (env.KUBECONFIG && env.KUBECONFIG === env[OURS] ? env[BEFORE] : env.KUBECONFIG) ?? '';

/** The same variables as shell commands for `eval`. */
export const exportLines = (path: string, env: NodeJS.ProcessEnv): string =>
  exportedVariables(path, env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n');
