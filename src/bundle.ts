import { annotate } from './action/log.ts';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { runCli } from './cli/cli.ts';
import { verbs } from './cli/verbs.ts';
import { apiMessage } from './core/kube/clients.ts';

export { ClusterError, InputError } from './core/errors.ts';
export * as library from './library/index.ts';
export { keeperProgram } from './machine/keeper-program.ts';
export { main, post };

export async function cli(args: readonly string[]): Promise<void> {
  process.exitCode = await runCli(args, verbs, apiMessage);
}

/** Reports an error that neither the action nor the CLI has handled. */
export function fail(error: Error, isStep: boolean): void {
  process.exitCode = 1;
  if (isStep) annotate(error);
  else console.error(error);
}
