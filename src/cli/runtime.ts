import type { KeeperProgram, Log } from '../core/runtime.ts';
import { maskHostSecrets } from '../host-cluster/host-kubeconfig.ts';
import type { InputsOnHost } from '../inputs/inputs.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { type CommonRuntime, makeRuntime, withHelm } from '../machine/make-runtime.ts';

/** What renews the lease: a background process, another container, or nothing. */
export const KEEPERS = ['process', 'sidecar', 'none'] as const;
export type KeeperChoice = (typeof KEEPERS)[number];

/** Creates the runtime of a verb, and finds or downloads helm. */
export function cliRuntime(
  { host, egress, helmPath }: InputsOnHost,
  { keeper, jobPid }: { keeper: KeeperChoice; jobPid?: number | undefined },
  log: Log,
  signal: AbortSignal,
): Promise<CommonRuntime> {
  maskHostSecrets(host.hostCluster, log);
  const runtime = makeRuntime({ host, egress, keeper: keeperOf(keeper), log, signal, jobPid });
  return withHelm(runtime, helmPath);
}

function keeperOf(choice: KeeperChoice): KeeperProgram | 'sidecar' | undefined {
  if (choice === 'none') return undefined;
  return choice === 'sidecar' ? choice : keeperProgram();
}
