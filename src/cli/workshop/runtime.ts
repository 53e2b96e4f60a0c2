import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, Runtime } from '../../core/runtime.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import type { RuntimeFor } from '../../workshop/create-workshop.ts';
import { cliRuntime } from '../runtime.ts';

/** The host of a workshop, and one for each seat, in folders that go with it. */
export interface WorkshopRuntime extends AsyncDisposable {
  runtime: Runtime;
  runtimeFor: RuntimeFor;
}

export async function makeWorkshopRuntime(
  inputs: Inputs,
  log: Log,
  signal: AbortSignal,
): Promise<WorkshopRuntime> {
  // Nobody stays to renew leases: the clusters live until their ttl.
  const common = await cliRuntime(inputs, { keeper: 'none' }, quiet(log), signal);
  const workDir = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  const runtime = { ...common, workDir };
  return {
    runtime,
    runtimeFor: async ({ cluster }) => {
      const own = join(workDir, cluster);
      await mkdir(own, { recursive: true, mode: 0o700 });
      const remove = () => rm(own, { recursive: true, force: true });
      return { ...runtime, workDir: own, [Symbol.asyncDispose]: remove };
    },
    [Symbol.asyncDispose]: () => rm(workDir, { recursive: true, force: true }),
  };
}

/** Of many clusters at once only what is wrong is told; how far they are, the progress tells. */
const quiet = (log: Log): Log => ({
  ...log,
  group: (_, work) => work(),
  info: log.debug,
});
