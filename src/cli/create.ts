import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ClusterError } from '../core/errors.ts';
import type { Log } from '../core/runtime.ts';
import { exportLines } from '../outputs/exported-kubeconfig.ts';
import { CLUSTERS, OUTPUTS } from '../outputs/outputs.ts';
import type { Outputs, ResultFile } from './hand-over.ts';
import { addInputs, CREATION_INPUTS, inputsOf } from './inputs.ts';
import { interruptible } from './interruption.ts';
import { type CreationOptions, create } from './make-clusters.ts';
import { OUTPUT, stateDirOption } from './options.ts';
import { print } from './print.ts';
import { KEEPERS } from './runtime.ts';
import { subcommand, type Verb } from './verb.ts';

interface Options extends CreationOptions {
  output: keyof typeof PRINTED;
}

const PRINTED = {
  /** For `eval`. Includes the former KUBECONFIG, so that a second cluster is created on the host, not in the first. */
  text: ({ kubeconfig = '' }: Outputs) => exportLines(kubeconfig, process.env),
  name: (outputs: Outputs) =>
    clustersIn(outputs)
      .map(({ name }) => name)
      .join('\n'),
  json: (outputs: Outputs) =>
    JSON.stringify({ ...outputs, [CLUSTERS]: clustersIn(outputs) }, undefined, 2),
};

const clustersIn = (outputs: Outputs): Outputs[] => JSON.parse(outputs[CLUSTERS] ?? '[]');

/** `create`: prints how to connect to the new cluster, as shell commands, as its name or as JSON. */
export function createCommand(log: Log): Command {
  const command = addCreation(
    subcommand('create', 'create a cluster, and wait until it is ready', [
      '--name ci-1 --kubernetes-version 1.36',
      '--namespace team-a --no-preflight -o json',
      '--count 3 --ttl 2h -o name',
    ]),
  )
    .addOption(
      new Option('-o, --output <format>', `${OUTPUT}; text: shell commands that set KUBECONFIG`)
        .choices(Object.keys(PRINTED))
        .default('text'),
    )
    .addOption(
      new Option(
        '--result <field=path>',
        'write a field of the JSON output to a file; can be repeated',
      )
        .argParser((text, before: readonly ResultFile[] = []) => [...before, resultFile(text)])
        .hideHelp(),
    );
  return command.action(async (options: Options) => {
    const publish = (outputs: Outputs) => printOutputs(`${PRINTED[options.output](outputs)}\n`);
    await interruptible((signal) => create(command, { ...options, publish }, log, signal));
  });
}

/** The caller deletes the cluster if this fails: nobody would know its name. */
async function printOutputs(text: string): Promise<void> {
  try {
    await print(text);
  } catch (cause) {
    const hint =
      'The cluster is deleted, because nobody would know its name. Write stdout to a file, or to a program that reads all of it.';
    throw new ClusterError((cause as Error).message, { hint, cause });
  }
}

/** Adds the flags that `create` and `run` share. Those that only manifests use are not in the help. */
export const addCreation = (command: Verb): Verb =>
  addInputs(command, CREATION_INPUTS)
    .alsoReporting((verb) => inputsOf(verb))
    .addOption(stateDirOption())
    .addOption(
      new Option(
        '--keeper <who>',
        'what renews the lease: process (a background process), sidecar (another container, which runs `ephemeral-vcluster renew`) or none (the cluster lives until its `ttl`)',
      )
        .choices(KEEPERS)
        .default('process')
        .hideHelp(),
    )
    .addOption(
      new Option(
        '--until-ttl',
        'keep the cluster until its `ttl` or until you delete it, even if this machine stops',
      ).conflicts(['keeper', 'jobPid']),
    )
    .addOption(
      new Option(
        '--job-pid <pid>',
        'stop renewing the lease when the process with this id exits',
      ).argParser(whole(10)),
    )
    .addOption(
      new Option(
        '--kubeconfig-mode <mode>',
        'file mode of kubeconfig-path, such as 0640 (default: 0600)',
      )
        .argParser(whole(8))
        .hideHelp(),
    )
    .addOption(
      new Option(
        '--kubeconfig-secret',
        'in Tekton: also store the kubeconfig in a Secret in the namespace of the run',
      ).hideHelp(),
    );

const whole = (base: number) => (text: string) => {
  const value = Number.parseInt(text, base);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number.');
};

const FIELDS: readonly string[] = [...OUTPUTS, CLUSTERS, 'kubeconfig-secret'];

function resultFile(text: string): ResultFile {
  const [, field = '', path] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  if (FIELDS.includes(field) && path) return [field, resolve(path)];
  throw new InvalidArgumentError(
    `It must be FIELD=PATH, where FIELD is one of ${FIELDS.join(', ')}.`,
  );
}
