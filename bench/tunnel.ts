import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Cluster } from '../src/core/create/cluster.ts';
import { createCluster } from '../src/core/create/create.ts';
import type { Runtime } from '../src/core/runtime.ts';
import { SMALL_PROCESS } from '../src/machine/keeper-program.ts';
import { type VirtualApi, virtualApi } from '../test/e2e/support/cluster/virtual-api.ts';
import { upHost } from '../test/host/host.ts';
import { localRuntime } from '../test/support/local-runtime.ts';
import { memoryOf } from '../test/support/memory.ts';
import { newRef } from '../test/support/ref.ts';
import { createSpec } from '../test/support/spec.ts';
import { makeBulk, measureDownload } from './bulk.ts';
import { measureIdle } from './idle.ts';
import { type Forward, forwardByKubectl } from './kubectl-forward.ts';
import { removeNamespace } from './namespace.ts';
import { measureConnection } from './new-connection.ts';
import { saveResult } from './result.ts';
import { sideBySide } from './side-by-side.ts';
import { printTunnelReport, type TunnelResult } from './tunnel-report.ts';

export interface TunnelOptions {
  connections: number;
  downloads: number;
  /** Path of the keeper program. */
  keeper: string;
  out: string;
}

/**
 * Measures the tunnel and `kubectl port-forward` to the same pod. The two take turns, so that other load on the machine
 * affects both equally.
 */
export async function benchTunnel(options: TunnelOptions): Promise<void> {
  const { kubeconfig, tools } = await upHost({ log: { line: (text) => console.error(text) } });
  const workDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const runtime: Runtime = {
    ...localRuntime({ kubeconfig, helm: tools.helm, workDir }),
    keeper: [process.execPath, ...SMALL_PROCESS, resolve(options.keeper)],
  };
  // The lease is so short that the keeper renews it while it is measured idle.
  const spec = createSpec({
    name: `bench-${process.pid}`,
    chart: tools.chart,
    vclusterVersion: tools.vclusterVersion,
    lease: 60_000,
  });
  const ref = newRef(spec);
  try {
    await using cluster = await createCluster(runtime, spec, ref);
    using forward = await forwardByKubectl(tools.kubectl, kubeconfig, cluster);
    const result = await measure(cluster, forward, options);
    printTunnelReport(result);
    await saveResult(options.out, 'tunnel', result);
  } finally {
    await removeNamespace(kubeconfig, ref.namespace);
    await rm(workDir, { recursive: true, force: true });
  }
}

async function measure(
  cluster: Cluster,
  forward: Forward,
  options: TunnelOptions,
): Promise<TunnelResult> {
  const api = virtualApi(cluster.kubeconfig);
  const keeper = Number(cluster.keeperPid);
  const bothSides = (work: (api: VirtualApi) => Promise<number>) => ({
    ours: () => work(api),
    kubectl: () =>
      forward.during((port) => work({ ...api, server: new URL(`https://127.0.0.1:${port}`) })),
  });
  console.error('measuring the idle keeper');
  const idle = await measureIdle(keeper);
  console.error('measuring new connections');
  const connection = await sideBySide(options.connections, bothSides(measureConnection));
  console.error('measuring downloads');
  await makeBulk(cluster.kubeconfig);
  const bulk = await sideBySide(options.downloads, bothSides(measureDownload));
  return { idle, connection, bulk, memoryAfter: memoryOf(keeper), losses: forward.losses() };
}
