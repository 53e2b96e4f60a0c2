import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bench, Measured } from './measured.ts';
import { removeNamespace } from './namespace.ts';
import { timedProgram } from './timed-program.ts';

/** The default values without persistence: the test host has no volumes, and a volume would only add to the time. */
const VALUES =
  'controlPlane: { statefulSet: { persistence: { volumeClaim: { enabled: false } } } }\n';

/**
 * Creates a cluster as a hand-written pipeline does: `vcluster create`, then `vcluster connect` with a command that
 * needs the cluster.
 */
export async function createByVclusterCli(bench: Bench, name: string): Promise<Measured> {
  const namespace = `bench-${name}`;
  const home = await mkdtemp(join(tmpdir(), 'bench-'));
  const values = join(home, 'values.yaml');
  await writeFile(values, VALUES);
  const env = {
    HOME: home,
    KUBECONFIG: bench.hostKubeconfig,
    PATH: `${dirname(bench.helm)}:${process.env.PATH}`,
    // The check sends a request to GitHub. The other side of the comparison sends none.
    VCLUSTER_SKIP_VERSION_CHECK: 'true',
  };
  const remove = async () => {
    await removeNamespace(bench.hostKubeconfig, namespace);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const more = join(home, 'more.yaml');
    if (bench.values) await writeFile(more, bench.values);
    const create = [
      ...['create', name, '--namespace', namespace, '--values', values],
      ...(bench.values ? ['--values', more] : []),
    ];
    const local = ['--local-chart-dir', bench.chart, '--connect=false', '--add=false'];
    const connect = ['connect', name, '--namespace', namespace, '--', 'true'];
    const milliseconds =
      (await timedProgram(bench.vcluster, [...create, ...local], env)) +
      (await timedProgram(bench.vcluster, connect, env));
    return { milliseconds, phases: [], remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
