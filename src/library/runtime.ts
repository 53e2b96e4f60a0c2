import type { KeeperProgram, Log } from '../core/runtime.ts';
import { maskHostSecrets } from '../host-cluster/host-kubeconfig.ts';
import type { InputsOnHost } from '../inputs/inputs.ts';
import { type CommonRuntime, makeRuntime } from '../machine/make-runtime.ts';

/** What the library needs from the program that uses it. */
export interface LibraryRuntime {
  env: NodeJS.ProcessEnv;
  keeper: KeeperProgram;
}

/** The runtime of a program, without the path of helm. */
export function libraryRuntime(
  { host, egress }: InputsOnHost,
  { keeper }: LibraryRuntime,
  log: Log,
  signal?: AbortSignal,
): CommonRuntime {
  maskHostSecrets(host.hostCluster, log);
  // A worker of jest or vitest that ends early disposes nothing, even if its parent continues.
  const jobPid = process.pid;
  return makeRuntime({ host, egress, keeper, log, signal, jobPid, removeWorkDir: true });
}
