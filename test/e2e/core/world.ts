import { randomBytes } from 'node:crypto';
import type { Host } from '../../../src/core/host.ts';
import { isNotFound, type Kube, keepAlive, kubeOf } from '../../../src/core/kube.ts';
import type { ClusterSpec } from '../../../src/core/spec.ts';
import { upHost } from '../../host/host.ts';
import { newFolder } from '../../support/folder.ts';
import { localHost } from '../../support/host.ts';
import { type RecordedLog, recordingLog } from '../../support/log.ts';
import { createSpec } from '../../support/spec.ts';

type RealHost = Awaited<ReturnType<typeof upHost>>;

/** The real host cluster, and what a test of the core needs beside it. */
export interface World extends AsyncDisposable {
  host: Host;
  kube: Kube;
  log: RecordedLog;
  kubeconfig: string;
  tools: RealHost['tools'];
  /** A spec with a name of its own, and the chart that is here. */
  spec(overrides?: Partial<ClusterSpec>): ClusterSpec;
  /** An existing namespace with a name of its own; it goes with the world. */
  namespace(): Promise<string>;
}

/** Namespaces of their own that are still there are removed at the end, also those that the core left behind. */
export async function realWorld(): Promise<World> {
  const { kubeconfig, tools } = await upHost({});
  const folder = await newFolder();
  const log = recordingLog();
  const host = localHost({ kubeconfig, helm: tools.helm, workDir: folder.path, log });
  const kube = kubeOf(keepAlive(host.kubeConfig));
  const namespaces: string[] = [];
  return {
    host,
    kube,
    log,
    kubeconfig,
    tools,
    spec(overrides) {
      const name = newName('core');
      namespaces.push(`vcluster-${name}`);
      return createSpec({ name, chart: tools.chart, kubernetesVersion: '1.34.4', ...overrides });
    },
    async namespace() {
      const name = newName('team');
      namespaces.push(name);
      await kube.core.createNamespace({ body: { metadata: { name } } });
      return name;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(namespaces.map((name) => removeNamespace(kube, name)));
      await folder[Symbol.asyncDispose]();
    },
  };
}

const newName = (prefix: string): string => `${prefix}-${randomBytes(3).toString('hex')}`;

async function removeNamespace(kube: Kube, name: string): Promise<void> {
  try {
    await kube.core.deleteNamespace({ name });
  } catch (error) {
    // 409: it is being deleted.
    if (!isNotFound(error) && (error as { code?: number }).code !== 409) throw error;
  }
}
