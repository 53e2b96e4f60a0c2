import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/duration.ts';
import { specShape } from '../core/spec.ts';
import { OFFLINE_KUBERNETES_VERSIONS, resolveKubernetesVersion } from '../core/versions.ts';
import { chooseHost, type HostChoice } from '../faces/choose-host.ts';
import { defaultStateDir } from './state-folder.ts';

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

/** The first format is the default. */
export const outputOption = (...formats: [string, ...string[]]): Option =>
  new Option('-o, --output <format>', 'what is written to stdout')
    .choices(formats)
    .default(formats[0]);

export const stateDirOption = (): Option =>
  new Option('--state-dir <path>', 'folder in which clusters are remembered')
    .argParser((path) => (path ? resolve(path) : defaultStateDir(process.env)))
    .default(defaultStateDir(process.env), '$XDG_STATE_HOME/ephemeral-vcluster');

/** A duration in milliseconds. */
export function durationArgument(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('It must be a time such as 90s, 10m or 1h30m.');
}

/** The id of a process that runs. */
export function pidArgument(text: string): number {
  try {
    if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error('not a number');
    process.kill(Number(text), 0);
  } catch (error) {
    // It runs, under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM')
      throw new InvalidArgumentError('It must be the id of a process that runs.');
  }
  return Number(text);
}

/** One more name of a cluster. It is checked, since it is the name of a folder, too. */
export function nameArgument(text: string, before: readonly string[] = []): string[] {
  const { success, error } = specShape.name.safeParse(text);
  if (success) return [...before, text];
  const allowed = error.issues.map(({ message }) => message).join('; ');
  throw new InvalidArgumentError(`It must be ${allowed}.`);
}

/** One more Kubernetes version, as an exact one. */
export function versionArgument(text: string, before: readonly string[] = []): string[] {
  const version = resolveKubernetesVersion(text, '');
  if (version) return [...before, version];
  throw new InvalidArgumentError(`It must be ${OFFLINE_KUBERNETES_VERSIONS}.`);
}
