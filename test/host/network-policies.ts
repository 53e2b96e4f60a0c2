import { join } from 'node:path';
import { cached } from './build/cached.ts';
import { installDebianPackages } from './build/debian.ts';
import { kubeRouter } from './build/programs.ts';
import { recall } from './memory.ts';
import { SERVICE_RANGE } from './node/control-plane.ts';
import { type Layout, layoutOf } from './node/layout.ts';
import { type Program, start, stop } from './node/process.ts';
import { DEFAULT_NAME } from './paths.ts';
import { Report } from './report.ts';
import { run } from './run.ts';

/**
 * Makes a running host enforce network policies until the result is disposed of or the host goes down. A built host has a
 * plain bridge, which ignores network policies. On any other host this does nothing: its network plugin decides.
 */
export async function enforceNetworkPolicies(name = DEFAULT_NAME): Promise<AsyncDisposable> {
  if ((await recall(name))?.way !== 'built') return { [Symbol.asyncDispose]: async () => {} };
  const report = new Report();
  await installDebianPackages(report, ['ipset']);
  const layout = layoutOf(name);
  const program = firewall(layout, await cached(await kubeRouter(), report));
  // A test that was killed has left its program running.
  await stop(layout, program.name);
  await start(layout, program);
  return {
    [Symbol.asyncDispose]: async () => {
      await stop(layout, program.name);
      await removeRules(layout, program);
    },
  };
}

const firewall = (layout: Layout, folder: string): Program => ({
  name: 'kube-router',
  command: join(folder, 'kube-router'),
  args: [
    ...['--run-firewall=true', '--run-router=false', '--run-service-proxy=false'],
    ...[`--kubeconfig=${layout.kubeconfig}`, `--hostname-override=${layout.name}`],
    ...[`--service-cluster-ip-range=${SERVICE_RANGE}`, '--health-port=0'],
  ],
});

async function removeRules(layout: Layout, { command }: Program): Promise<void> {
  const cleanup = [command, '--cleanup-config', `--kubeconfig=${layout.kubeconfig}`];
  await run('nsenter', [`--net=${layout.netnsPath}`, ...cleanup]);
}
