import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../../src/core/clock.ts';
import type { Log, Runtime } from '../../src/core/runtime.ts';
import { recordingLog } from './log.ts';
import { runProgram as run } from './program.ts';

export interface LocalRuntimeOptions {
  /** Path of a kubeconfig whose current context is the host cluster. */
  kubeconfig: string;
  /** Path of the helm program. */
  helm: string;
  /** A folder of the test's own. */
  workDir: string;
  log?: Log;
  /** The process whose life is the job's; ours unless given. */
  jobPid?: number;
  signal?: AbortSignal;
}

/** A runtime that also names the file its credentials come from. */
export interface LocalRuntime extends Runtime {
  kubeconfigFile: string;
}

/** The runtime of this process, with a real host cluster. */
export function localRuntime(options: LocalRuntimeOptions): LocalRuntime {
  const { kubeconfig, helm, workDir, log = recordingLog() } = options;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  return {
    hostCluster: kubeConfig,
    kubeconfigFile: kubeconfig,
    workDir,
    insideHost: false,
    helm,
    keeper: [process.execPath, join(import.meta.dirname, '../../src/keeper/index.ts')],
    jobPid: options.jobPid ?? process.pid,
    run,
    log,
    clock: systemClock,
    signal: options.signal ?? new AbortController().signal,
  };
}
