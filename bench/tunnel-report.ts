import type { Idle } from './idle.ts';
import type { Comparison } from './side-by-side.ts';

/** The measurements of the tunnel and of its keeper. */
export interface TunnelResult {
  /** The keeper before the first request. */
  idle: Idle;
  /** Milliseconds for each new TLS connection. */
  connection: Comparison;
  /** Megabytes (10⁶) per second for each download. */
  bulk: Comparison;
  /** Resident memory of the keeper after the last download, in MiB. */
  memoryAfter: number;
  /** How often a reset connection ended `kubectl port-forward`. */
  losses: number;
}

/** Prints the tables. */
export function printTunnelReport(result: TunnelResult): void {
  const { connection, bulk, losses, idle, memoryAfter } = result;
  console.log('| median | ephemeral-vcluster | kubectl port-forward | ratio |');
  console.log('| --- | --- | --- | --- |');
  console.log(row('new TLS connection, ms', connection));
  console.log(row('download, MB/s', bulk));
  if (losses > 0)
    console.log(`\nkubectl was restarted ${losses} times, because a reset connection ended it.`);
  console.log('\n| keeper | |\n| --- | --- |');
  console.log(`| memory when idle, MiB | ${idle.memory.toFixed(1)} |`);
  console.log(`| processor when idle, % of a core | ${idle.processor.toFixed(2)} |`);
  console.log(`| memory after the measurements, MiB | ${memoryAfter.toFixed(1)} |`);
}

const row = (title: string, { medians, ratio }: Comparison): string =>
  `| ${title} | ${medians.ours.toFixed(1)} | ${medians.kubectl.toFixed(1)} | **${ratio.toFixed(2)}** |`;
