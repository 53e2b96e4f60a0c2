import { Command } from 'commander';
import type { Log } from '../core/host.ts';
import { readCreationInputs } from '../faces/creation-inputs.ts';
import { exportedVariables } from '../faces/exported-kubeconfig.ts';
import { OUTPUTS, type Outputs } from '../faces/outputs.ts';
import { createAndSave, randomName } from './create-cluster.ts';
import { addCreationOptions, creationFlagsBut, rawInput } from './creation-options.ts';
import { json } from './json.ts';
import { addHostOptions, outputOption, pidArgument, stateDirOption } from './options.ts';
import { type ResultFile, resultOption, writeResults } from './result-files.ts';

interface Options {
  stateDir: string;
  jobPid?: number;
  result?: ResultFile[];
  output: keyof typeof FORMATS;
}

/** How long a deletion is watched is told to the deletion. */
const FLAGS = creationFlagsBut('cleanup-timeout');

/** `create`: a cluster that stays; how to use it on stdout. */
export function createCommand(log: Log): Command {
  const command = new Command('create')
    .description('make a cluster that lives until it is deleted or its ttl ends')
    .addOption(outputOption('text', 'name', 'json'))
    .addOption(stateDirOption())
    .option('--job-pid <pid>', 'the cluster ends after this process does', pidArgument)
    .addOption(resultOption(OUTPUTS));
  return addHostOptions(addCreationOptions(command, FLAGS)).action(async (options: Options) => {
    const raw = rawInput(command);
    raw.name ||= randomName();
    const inputs = readCreationInputs({}, raw, process.env);
    const { outputs } = await createAndSave({ ...options, inputs }, log, (made) =>
      writeResults(options.result, made),
    );
    process.stdout.write(FORMATS[options.output](outputs));
    log.info(`To delete it: ephemeral-vcluster delete ${outputs.name}`);
  });
}

const FORMATS = {
  /** Lines for `eval` in a shell. */
  text: ({ kubeconfig }: Outputs) =>
    exportedVariables(kubeconfig, process.env)
      .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
      .join(''),
  name: ({ name }: Outputs) => `${name}\n`,
  json: (outputs: Outputs) => json(outputs),
};

/** One word for any POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
