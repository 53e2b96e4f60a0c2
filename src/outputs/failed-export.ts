import { exportLines } from './exported-kubeconfig.ts';

/** The verbs that print shell lines for `eval`. */
const VERBS: readonly string[] = ['create', 'connect'];
const FORMAT = /^(?:-o|--output)[= ]?(.+)/;

/** No file can be there, so kubectl fails and names this path. */
const NO_CLUSTER = '/dev/null/no-cluster';

/** Whether the output of a command line is for `eval`. Reads the arguments, because they may be invalid. */
export function isForEval([verb = '', ...args]: readonly string[]): boolean {
  const joined = args.map((it, index) =>
    /^(-o|--output)$/.test(it) ? `${it} ${args[index + 1]}` : it,
  );
  const formats = joined.flatMap((it) => FORMAT.exec(it)?.[1] ?? []);
  return VERBS.includes(verb) && formats.every((format) => format === 'text');
}

/**
 * The shell lines of a verb that has failed. `eval` of an empty text would succeed, and a script would go on with the
 * KUBECONFIG of the host cluster. With these lines `eval` fails, and no later command of the script reaches a cluster.
 */
export const failedExport = (env: NodeJS.ProcessEnv): string =>
  `${exportLines(NO_CLUSTER, env)}\nfalse`;
