import { annotate } from './action/log.ts';
import { main } from './action/main.ts';
import { post } from './action/post.ts';
import { runCli } from './cli/cli.ts';
import { verbs } from './cli/verbs.ts';
import { apiMessage } from './core/kube/clients.ts';
import { failedExport, isForEval } from './outputs/failed-export.ts';

export { ClusterError, InputError } from './core/errors.ts';
export * as library from './library/index.ts';
export { keeperProgram } from './machine/keeper-program.ts';
export { main, post };

export async function cli(args: readonly string[]): Promise<void> {
  // At the exit, so that errors that nothing handles are covered, too.
  if (isForEval(args)) process.once('exit', writeFailedExport);
  process.exitCode = await runCli(args, verbs, apiMessage);
}

function writeFailedExport(code: number): void {
  if (code !== 0) process.stdout.write(`${failedExport(process.env)}\n`);
}

/** Reports an error that neither the action nor the CLI has handled. */
export function fail(error: Error, isStep: boolean): void {
  process.exitCode = 1;
  if (isStep) annotate(error);
  else console.error(error);
}
