import { runCli } from './cli/cli.ts';
import { versionsCommand } from './cli/versions.ts';

/** The verb `versions`, in a separate bundle without the dependencies of the other verbs, so that it starts fast. */
export async function cli(args: readonly string[]): Promise<void> {
  const explain = (error: unknown) => (error as Error).message;
  process.exitCode = await runCli(args, (log) => [versionsCommand(log)], explain);
}
