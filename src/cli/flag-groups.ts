import type { InputName } from './inputs.ts';

/** The inputs that are flags, in the groups and in the order of the help, each with the name of its value. */
export const GROUPS: Readonly<Record<string, Partial<Record<InputName, string>>>> = {
  'Cluster:': {
    'kubernetes-version': 'version',
    name: 'name',
    count: 'number',
    distro: 'name',
    'vcluster-version': 'version',
    'versions-file': 'path',
    values: 'yaml',
    'values-file': 'path',
    'wait-for': 'level',
  },
  'Host cluster:': {
    host: 'where',
    'host-version': 'version',
    'host-kubeconfig-path': 'path',
    'host-context': 'name',
    namespace: 'names',
    preflight: 'boolean',
    'allow-host-manifests': 'boolean',
    sweep: 'boolean',
  },
  'Connection:': {
    connect: 'mode',
    endpoint: 'address',
    'tunnel-timeout': 'time',
    'kubeconfig-path': 'path',
  },
  'Time limits:': {
    timeout: 'time',
    'queue-timeout': 'time',
    ttl: 'time',
    lease: 'time',
    'cleanup-timeout': 'time',
  },
  'Images and downloads:': {
    'image-registry': 'registry',
    'image-pull-secret': 'names',
    chart: 'chart',
    'ca-file': 'path',
    'helm-path': 'path',
  },
};

/** Other names of flags, as kubectl has them. */
export const SHORT: Partial<Record<InputName, string>> = {
  'host-kubeconfig-path': '--kubeconfig',
  'host-context': '--context',
  namespace: '-n',
};

/** Inputs that are on by default, with the description of the flag that turns each off. */
export const SWITCHES: Partial<Record<InputName, string>> = {
  preflight: 'create without the checks of the host cluster before',
  sweep: 'do not remove what expired clusters left on the host cluster',
};

/** Returns the group of an input, and the name of its value. */
export function groupOf(name: InputName): { group: string; value: string } {
  for (const [group, inputs] of Object.entries(GROUPS)) {
    const value = inputs[name];
    if (value) return { group, value };
  }
  throw new Error(`the input ${name} is in no group`);
}
