import { type Command, Option } from 'commander';
import type { RawInput } from '../core/spec.ts';
import { creationShape } from '../faces/creation-inputs.ts';

/** The inputs that are flags: all but the text of the host's kubeconfig, which is no thing for a command line. */
type Flag = Exclude<
  keyof typeof creationShape,
  'host-kubeconfig' | 'host-kubeconfig-path' | 'host-context'
>;

/** What stands for the value, what it is, and its default. */
type Description = [value: string, text: string, byDefault?: string];

const FLAGS: Record<Flag, Description> = {
  name: ['name', 'name of the cluster (default: ci- and a random number)'],
  namespace: ['name', 'existing namespace of the host to use (default: vcluster-NAME, a new one)'],
  'kubernetes-version': ['version', '1.34.4, 1.34, stable, latest, n-1, n-2 or host', 'stable'],
  'vcluster-version': ['version', 'version of vcluster (default: the one of `versions`)'],
  values: ['yaml', 'your vcluster.yaml; others see it in the list of processes'],
  'values-file': ['path', 'file with your vcluster.yaml'],
  chart: ['path|url', 'vcluster chart (default: the official one)'],
  'wait-for': ['level', 'how far to wait: api, ready or dns', 'ready'],
  connect: ['way', 'auto, tunnel or service', 'auto'],
  timeout: ['time', 'how long creation may take, with waiting in line', '5m'],
  ttl: ['time', 'how long the cluster may live at most', '6h'],
  lease: ['time', 'how long it outlives a machine that vanished', '5m'],
  'tunnel-timeout': ['time', 'how long the tunnel holds a connection while it dials anew', '60s'],
  preflight: ['bool', 'examine rights, quotas and versions first, true or false', 'true'],
  sweep: ['bool', 'remove meanwhile what is expired and ours, true or false', 'true'],
  'cleanup-timeout': ['time', 'how long a deletion is watched', '60s'],
  'kubeconfig-path': ['path', 'where to write the kubeconfig (default: the state folder)'],
  'helm-path': ['path', 'helm, 3.10 or newer (default: of PATH, else one is downloaded)'],
};

const FLAG_NAMES = Object.keys(FLAGS) as Flag[];

/** The flags of those inputs, all of them unless told otherwise. */
export function addCreationOptions(command: Command, names: readonly Flag[] = FLAG_NAMES): Command {
  for (const name of names) {
    const [value, text, byDefault] = FLAGS[name];
    const option = new Option(`--${name} <${value}>`, text);
    command.addOption(byDefault ? option.default(byDefault, byDefault) : option);
  }
  return command;
}

export const creationFlagsBut = (...names: Flag[]): Flag[] =>
  FLAG_NAMES.filter((name) => !names.includes(name));

/** The flags of `command` under their names, as inputs come. */
export const rawInput = (command: Command): RawInput =>
  Object.fromEntries(
    command.options
      .filter((option) => Object.hasOwn(creationShape, option.name()))
      .map((option) => [option.name(), command.getOptionValue(option.attributeName())]),
  );
