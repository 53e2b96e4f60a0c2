import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { goVersion } from './build/go.ts';
import { succeeds } from './run.ts';

export const KUBECONFIG_VARIABLE = 'EPHEMERAL_VCLUSTER_HOST_KUBECONFIG';

/** An existing cluster, one made by kind, or one built from Go modules on this machine. */
export type WayName = 'existing' | 'kind' | 'built';

export interface Way {
  name: WayName;
  /** Why this way is not possible; undefined if it is. */
  lacks: () => Promise<string | undefined>;
}

export interface Choice {
  name: WayName;
  /** The chosen way, and for each way before it why it was not chosen. */
  reasons: string[];
}

/** Returns the first way that is possible. */
export async function chooseWay(ways: readonly Way[]): Promise<Choice> {
  const reasons: string[] = [];
  for (const { name, lacks } of ways) {
    const lack = await lacks();
    if (!lack) return { name, reasons: [...reasons, `${name}: chosen`] };
    reasons.push(`${name}: ${lack}`);
  }
  throw new Error(`no host cluster is possible on this machine\n  ${reasons.join('\n  ')}`);
}

export const waysOf = (env: NodeJS.ProcessEnv = process.env): Way[] => [
  { name: 'existing', lacks: () => existingLacks(env[KUBECONFIG_VARIABLE]) },
  { name: 'kind', lacks: kindLacks },
  { name: 'built', lacks: builtLacks },
];

async function existingLacks(kubeconfig: string | undefined): Promise<string | undefined> {
  if (!kubeconfig) {
    return `${KUBECONFIG_VARIABLE} is not set; set it to the kubeconfig of a cluster to use that`;
  }
  // If a cluster is named explicitly, never use another one.
  if (!existsSync(kubeconfig)) throw new Error(`${KUBECONFIG_VARIABLE}: no file ${kubeconfig}`);
  return undefined;
}

async function kindLacks(): Promise<string | undefined> {
  const [kind, docker] = await Promise.all([
    succeeds('kind', ['version']),
    succeeds('docker', ['info']), // The client alone is not enough.
  ]);
  const lacks = [
    kind ? [] : 'kind is missing, install it from https://kind.sigs.k8s.io',
    docker ? [] : 'no Docker engine is running, start one',
  ];
  return lacks.flat().join('; ') || undefined;
}

async function builtLacks(): Promise<string | undefined> {
  if (platform() !== 'linux') return `needs Linux, this is ${platform()}`;
  if (process.getuid?.() !== 0) return 'needs root; run it with sudo';
  return goVersion().then(
    () => undefined,
    (error: Error) => error.message,
  );
}
