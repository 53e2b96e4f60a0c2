import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bench, Measured } from './measured.ts';
import { removeNamespace } from './namespace.ts';
import { timedProgram } from './timed-program.ts';

/** Default values but for persistence, which the test host has no volumes for and which would only add to its time. */
const VALUES =
  'controlPlane: { statefulSet: { persistence: { volumeClaim: { enabled: false } } } }\n';

/** What a pipeline does by hand: `vcluster create`, then `vcluster connect` with a command that needs the cluster. */
export async function createByVclusterCli(bench: Bench, name: string): Promise<Measured> {
  const namespace = `bench-${name}`;
  const home = await mkdtemp(join(tmpdir(), 'bench-'));
  const values = join(home, 'values.yaml');
  await writeFile(values, VALUES);
  const env = {
    HOME: home,
    KUBECONFIG: bench.hostKubeconfig,
    PATH: `${dirname(bench.helm)}:${process.env.PATH}`,
    // It would ask GitHub, which the other side of the comparison does not either.
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
