import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { listClusters } from '../src/core/lease/list-clusters.ts';
import { runAct } from '../test/e2e/support/action/act.ts';
import { upHost } from '../test/host/host.ts';
import { type Timing, timingTable } from '../test/host/report.ts';

/** `npm run demo` shows the whole lifecycle of the cluster of one job on this machine. */
const say = (text: string) => console.log(`\n=== ${text}`);

say('Starting a host cluster, such as a team already has');
const host = await upHost({ log: { line: console.log } });
console.log(`ready; kubeconfig ${host.kubeconfig}`);

say('Running the job of examples/e2e.yml with act and the built action');
const steps: Timing[] = [];
const { code } = await runAct({
  host,
  workflow: readFileSync('examples/e2e.yml', 'utf8'),
  onLine: (line) => {
    console.log(line);
    const [, half, step, took] = /Success - (Main|Post) (.+) \[(.+)\]$/.exec(line) ?? [];
    if (step && took)
      steps.push({ step: half === 'Post' ? `after: ${step}` : step, seconds: secondsOf(took) });
  },
});

say('Objects left on the host cluster');
const left = await clustersLeft(host.kubeconfig);
console.log(left.length === 0 ? 'no virtual cluster, no lease' : left.join('\n'));

say('Duration of each step');
console.log(timingTable(steps));
process.exit(code === 0 && left.length === 0 ? 0 : 1);

async function clustersLeft(kubeconfig: string): Promise<string[]> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const clusters = await listClusters({ hostCluster: kubeConfig });
  return clusters.map(({ name, namespace }) => `${name} in namespace ${namespace}`);
}

/** Returns the seconds of a duration in Go's format: `1m2.5s`, `12.8s`, `11.5ms`. */
function secondsOf(duration: string): number {
  const [, minutes = 0, count, unit] = /^(?:(\d+)m)?([\d.]+)(m?s|µs)$/.exec(duration) ?? [];
  const perUnit = { s: 1, ms: 1e-3, µs: 1e-6 }[unit ?? 's'] ?? 0;
  return Number(minutes) * 60 + Number(count) * perUnit;
}
