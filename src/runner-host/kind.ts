import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writePrivate } from '../core/private-file.ts';
import { checkEngine } from './engine.ts';
import { kindFailure } from './kind-failure.ts';
import type { RunStreamed } from './run-streamed.ts';
import { NameTaken, type NewCluster, type RunnerClusters } from './runner-clusters.ts';

/** How long kind waits for the node to be ready. */
const WAIT = '3m';

/** How to find kind, which may be downloaded, and how to run programs. */
export interface KindTools {
  run: RunStreamed;
  findKind(): Promise<string>;
  env: NodeJS.ProcessEnv;
}

/** Host clusters made by kind (https://kind.sigs.k8s.io), each a container of Docker, podman or nerdctl. */
export function kindClusters({ run, findKind, env }: KindTools): RunnerClusters {
  let program: Promise<string> | undefined;
  const kind = async (args: readonly string[], options?: Parameters<RunStreamed>[2]) => {
    program ??= findKind();
    return run(await program, args, options);
  };
  const orFail = async (
    what: string,
    args: readonly string[],
    options?: Parameters<RunStreamed>[2],
  ) => {
    const { exitCode, stdout, stderr } = await kind(args, options);
    if (exitCode !== 0) throw kindFailure(what, stderr);
    return stdout;
  };
  return {
    check: () => checkEngine(run, env),

    async names() {
      const text = await orFail('The host clusters of this machine could not be listed', [
        'get',
        'clusters',
      ]);
      return text.split('\n').filter(Boolean);
    },

    async create(cluster, log, signal) {
      const args = await creation(cluster);
      const onLine = (line: string) => log.info(line.trim());
      const { exitCode, stderr } = await kind(args, { onLine, signal });
      if (/already exist for a cluster with the name/.test(stderr))
        throw new NameTaken(cluster.name);
      signal.throwIfAborted();
      if (exitCode !== 0)
        throw kindFailure('The host cluster on this machine could not be created', stderr);
      await chmod(cluster.kubeconfig, 0o600);
    },

    async kubeconfigOf(name) {
      const { exitCode, stdout } = await kind(['get', 'kubeconfig', '--name', name]);
      return exitCode === 0 ? stdout : undefined;
    },

    async delete(name) {
      // Without a file of its own, kind would look for a context in ~/.kube/config.
      const nowhere = ['--kubeconfig', '/dev/null'];
      await orFail(`The host cluster ${name} on this machine could not be deleted`, [
        ...['delete', 'cluster', '--name', name],
        ...nowhere,
      ]);
    },
  };
}

/** Returns the arguments that create a cluster, and writes its configuration file. */
async function creation({ name, version, kubeconfig }: NewCluster): Promise<string[]> {
  const config = join(dirname(kubeconfig), 'kind.yaml');
  await writePrivate(config, kindConfig(version));
  const files = ['--config', config, '--kubeconfig', kubeconfig];
  return ['create', 'cluster', '--name', name, ...files, '--wait', WAIT];
}

/** Returns kind's configuration as JSON, which is YAML. `version` is a version of Kubernetes or an image. */
export function kindConfig(version: string | undefined): string {
  const image = version && (/^\d/.test(version) ? `kindest/node:v${version}` : version);
  const node = { role: 'control-plane', ...(image && { image }) };
  return JSON.stringify({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes: [node] });
}
