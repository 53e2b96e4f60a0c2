import { upHost } from '../test/host/host.ts';
import { createByUs } from './create-by-us.ts';
import { createByVclusterCli } from './create-by-vcluster-cli.ts';
import type { Bench, Measured } from './measured.ts';
import { bringDeploymentToReady } from './proof.ts';
import { type Pair, printReport } from './report.ts';
import { saveResult } from './result.ts';

/** Alternates between the two sides, so that other load on the machine affects both equally. */
export async function benchCreate(options: { pairs: number; out: string }): Promise<void> {
  const host = await upHost({ log: { line: (text) => console.error(text) } });
  const bench: Bench = { hostKubeconfig: host.kubeconfig, ...host.tools };
  const pairs: Pair[] = [];
  for (let number = 1; pairs.length < options.pairs && number <= 2 * options.pairs; number++) {
    const pair = await measurePair(bench, number);
    if (pair) pairs.push(pair);
  }
  await saveResult(options.out, 'create', printReport(pairs));
}

/** Measures one cluster of each side. Returns undefined if one failed: a cluster counts only if it runs pods. */
async function measurePair(bench: Bench, number: number): Promise<Pair | undefined> {
  try {
    const cli = await measure(() => createByVclusterCli(bench, `cli-${number}`));
    const ours = await measure(() => createByUs(bench, `ours-${number}`));
    console.error(
      `pair ${number}: vcluster CLI ${seconds(cli)} s, ephemeral-vcluster ${seconds(ours)} s, Deployment is Ready`,
    );
    return { cli: cli.milliseconds, ours: ours.milliseconds, phases: ours.phases };
  } catch (error) {
    console.error(`pair ${number} failed and does not count: ${(error as Error).message}`);
    return undefined;
  }
}

async function measure(create: () => Promise<Measured>): Promise<Measured> {
  const measured = await create();
  try {
    if (measured.kubeconfig) await bringDeploymentToReady(measured.kubeconfig);
    return measured;
  } finally {
    await measured.remove();
  }
}

const seconds = ({ milliseconds }: Measured): string => (milliseconds / 1_000).toFixed(1);
