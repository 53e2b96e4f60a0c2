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
  /** A folder that only this test uses. */
  workDir: string;
  log?: Log;
  /** The process that the keeper takes for the job. Default: this process. */
  jobPid?: number;
  signal?: AbortSignal;
}

/** A runtime, with the path of the kubeconfig that its credentials come from. */
export interface LocalRuntime extends Runtime {
  kubeconfigFile: string;
}

/** Creates the runtime of this process for a real host cluster. */
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
