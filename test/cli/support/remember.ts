import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateFolder, saveState } from '../../../src/cli/state-folder.ts';
import type { SavedCluster } from '../../../src/faces/saved-cluster.ts';
import { createRef } from '../../support/ref.ts';

/** A cluster `ci-1` as `create` remembers it, on the host of `kubeconfig`. */
export async function remember(stateDir: string, kubeconfig: string): Promise<SavedCluster> {
  const ref = createRef({ namespace: 'vcluster-ci-1', ownNamespace: true });
  const workDir = await makeStateFolder(stateDir, ref.name);
  const hostKubeconfig = join(workDir, 'host.kubeconfig');
  writeFileSync(hostKubeconfig, kubeconfig, { mode: 0o600 });
  const saved = { ref, workDir, hostKubeconfig };
  await saveState(saved);
  return saved;
}
