import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFolder } from '../../core/private-file.ts';
import type { Log, Runtime } from '../../core/runtime.ts';
import type { InputsOnHost } from '../../inputs/inputs.ts';
import type { RuntimeFor } from '../../workshop/create-workshop.ts';
import { cliRuntime } from '../runtime.ts';

/** The runtime of a workshop, and one for each seat. Their work folders are removed on disposal. */
export interface WorkshopRuntime extends AsyncDisposable {
  runtime: Runtime;
  runtimeFor: RuntimeFor;
}

export async function makeWorkshopRuntime(
  inputs: InputsOnHost,
  log: Log,
  signal: AbortSignal,
): Promise<WorkshopRuntime> {
  // No process remains to renew the leases: the clusters live until their ttl.
  const common = await cliRuntime(inputs, { keeper: 'none' }, quiet(log), signal);
  const workDir = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  const runtime = { ...common, workDir };
  return {
    runtime,
    runtimeFor: async ({ cluster }) => {
      const own = join(workDir, cluster);
      await privateFolder(own);
      const remove = () => rm(own, { recursive: true, force: true });
      return { ...runtime, workDir: own, [Symbol.asyncDispose]: remove };
    },
    [Symbol.asyncDispose]: () => rm(workDir, { recursive: true, force: true }),
  };
}

/** Logs only warnings of the single clusters. The progress of the workshop replaces their other lines. */
const quiet = (log: Log): Log => ({
  ...log,
  group: (_, work) => work(),
  info: log.debug,
});
