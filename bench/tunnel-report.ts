import type { Comparison } from './side-by-side.ts';
import type { TunnelResult } from './tunnel.ts';

/** Prints the tables. */
export function printTunnelReport(result: TunnelResult): void {
  const { connection, bulk, losses, idle, memoryAfter } = result;
  console.log('| median of each | ours | kubectl port-forward | ours / kubectl |');
  console.log('| --- | --- | --- | --- |');
  console.log(row('new TLS connection, ms', connection));
  console.log(row('download, MB/s', bulk));
  if (losses > 0)
    console.log(`\nkubectl was started anew ${losses} times: a reset connection ended it.`);
  console.log('\n| keeper | |\n| --- | --- |');
  console.log(`| memory when idle, MiB | ${idle.memory.toFixed(1)} |`);
  console.log(`| processor when idle, % of a core | ${idle.processor.toFixed(2)} |`);
  console.log(`| memory after all this, MiB | ${memoryAfter.toFixed(1)} |`);
}

const row = (title: string, { medians, ratio }: Comparison): string =>
  `| ${title} | ${medians.ours.toFixed(1)} | ${medians.kubectl.toFixed(1)} | **${ratio.toFixed(2)}** |`;
