import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/duration.ts';
import { namespaceList } from '../core/spec/fields.ts';
import { chooseHost, type HostChoice } from '../host-cluster/choose-host.ts';

/** A verb of the command line. */
export const subcommand = (name: string, description: string): Command =>
  new Command(name).description(description);

export const stateDirOption = (): Option =>
  new Option(
    '--state-dir <path>',
    'where clusters are remembered (default: ephemeral-vcluster in XDG_STATE_HOME)',
  );

/** The host's flags, spelled as the inputs of the action are. */
export interface HostOptions {
  hostKubeconfigPath?: string;
  hostContext?: string;
}

export const addHostOptions = (command: Command): Command =>
  command
    .option(
      '--host-kubeconfig-path <path>',
      "kubeconfig of the host cluster (default: KUBECONFIG, ~/.kube/config, or the pod's service account)",
    )
    .option('--host-context <name>', 'context in it (default: the current one)');

/** The host cluster that the flags and the environment name. Throws an `InputError`. */
export const hostOf = (
  { hostKubeconfigPath, hostContext }: HostOptions,
  env: NodeJS.ProcessEnv = process.env,
): HostChoice =>
  chooseHost({ 'host-kubeconfig-path': hostKubeconfigPath, 'host-context': hostContext }, env);

export const outputOption = (): Option =>
  new Option('-o, --output <format>', 'what is written to stdout')
    .choices(['text', 'json'])
    .default('text');

/** Names as the input `namespace` takes them; Tekton gives an empty text where there are none. */
export const namespacesOption = (description: string): Option =>
  new Option('--namespace <names>', description).argParser((text: string): string[] => {
    if (text === '') return [];
    const { data, error } = namespaceList.safeParse(text);
    if (data) return data;
    throw new InvalidArgumentError(`It must be ${error.issues[0]?.message}.`);
  });

/** A duration in milliseconds. */
export function durationArgument(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('It must be a time such as 90s, 10m or 1h30m.');
}
