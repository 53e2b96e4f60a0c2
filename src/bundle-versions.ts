import { runCli } from './cli/cli.ts';
import { versionsCommand } from './cli/versions.ts';

/** The verb that asks nobody, without all that the others need to ask. */
export async function cli(args: readonly string[]): Promise<void> {
  const explain = (error: unknown) => (error as Error).message;
  process.exitCode = await runCli(args, () => [versionsCommand()], explain);
}
