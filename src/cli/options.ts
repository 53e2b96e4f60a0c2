import { type Command, InvalidArgumentError, Option } from 'commander';
import { namespaceList } from '../core/spec/fields.ts';
import { chooseHost, type HostChoice, isOnRunner, planHost } from '../host-cluster/choose-host.ts';
import { sharedHost } from '../runner-host/planned-host.ts';
import { addInputs } from './inputs.ts';

export const stateDirOption = (): Option =>
  new Option(
    '--state-dir <path>',
    'folder for the state of the clusters (default: ephemeral-vcluster in XDG_STATE_HOME or ~/.local/state)',
  );

/** The flags for the host cluster. They have the names of the action's inputs. */
export interface HostOptions {
  hostKubeconfigPath?: string;
  hostContext?: string;
}

export const addHostOptions = <C extends Command>(command: C): C =>
  addInputs(command, ['host-kubeconfig-path', 'host-context']);

/**
 * Chooses the host cluster by the flags and the environment: without any, the one that an earlier `create` has made on this
 * machine. Throws an `InputError`.
 */
export function hostOf(
  { hostKubeconfigPath, hostContext }: HostOptions,
  env: NodeJS.ProcessEnv = process.env,
): HostChoice {
  const raw = { 'host-kubeconfig-path': hostKubeconfigPath, 'host-context': hostContext };
  const host = planHost(raw, env);
  if (!isOnRunner(host)) return host;
  return chooseHost({ ...raw, 'host-kubeconfig-path': sharedHost(env) }, env);
}

/** Description of `--output` for every command; the formats differ. */
export const OUTPUT = 'output format';

export const outputOption = (): Option =>
  new Option('-o, --output <format>', OUTPUT).choices(['text', 'json']).default('text');

/** Description of `--namespace` for verbs that search for clusters by name. */
export const NAMESPACE_OF_CLUSTER =
  'namespaces to search, if you have no right to search all namespaces';

/** A list of namespaces, in the format of the input `namespace`. Tekton passes an empty text for an empty list. */
export const namespacesOption = (description: string): Option =>
  new Option('-n, --namespace <names>', description).argParser((text: string): string[] => {
    if (text === '') return [];
    const { data, error } = namespaceList.safeParse(text);
    if (data) return data;
    throw new InvalidArgumentError(`It must be ${error.issues[0]?.message}.`);
  });
