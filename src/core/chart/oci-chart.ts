import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal, tryAgain } from '../download.ts';
import type { Runtime } from '../runtime.ts';
import { OCI } from '../spec/chart-address.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { reasonIn } from './helm.ts';

/** Errors of a registry, as helm prints them, for which a retry is useless. */
const FINAL = /not found|denied|unauthorized|unknown authority|certificate|\b40[134]\b/i;

/**
 * Downloads a chart from a registry with helm, with the credentials of `helm registry login` or `docker login`. Without a
 * tag in `chart`, the tag is the version of vcluster.
 */
export async function pullChart(
  runtime: Runtime,
  chart: string,
  vclusterVersion: string,
  signal: AbortSignal,
): Promise<string> {
  const [, address = '', tag = vclusterVersion] = OCI.exec(chart) ?? [];
  const folder = await mkdtemp(join(runtime.workDir, 'chart-'));
  // The version is a separate argument, because helm before 3.12 does not read it from the address.
  const args = ['pull', address, '--version', tag, '--destination', folder];
  if (runtime.egress?.ca) args.push('--ca-file', runtime.egress.ca.file);
  const env = { HELM_CACHE_HOME: join(runtime.workDir, 'helm-cache') };
  await tryAgain(`Download of ${chart}`, { ...runtime, signal }, async () => {
    const { exitCode, stderr } = await unlessAborted(
      signal,
      runtime.run(runtime.helm, args, { env }),
    );
    const why = reasonIn(stderr);
    if (exitCode !== 0) throw new (FINAL.test(why) ? Refusal : Error)(why);
  });
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (!file) throw new Refusal('helm downloaded no chart');
  return join(folder, file);
}
