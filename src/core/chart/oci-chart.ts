import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal, tryAgain } from '../download.ts';
import type { Runtime } from '../runtime.ts';
import { OCI } from '../spec/chart-address.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { reasonIn } from './helm.ts';

/** What a registry says, by helm, that will be the same next time. */
const FINAL = /not found|denied|unauthorized|unknown authority|certificate|\b40[134]\b/i;

/**
 * Has helm fetch a chart from a registry, with the credentials that `helm registry login` or docker left. Without a tag
 * it is the version of the engine.
 */
export async function pullChart(
  runtime: Runtime,
  chart: string,
  vclusterVersion: string,
  signal: AbortSignal,
): Promise<string> {
  const [, address = '', tag = vclusterVersion] = OCI.exec(chart) ?? [];
  const folder = await mkdtemp(join(runtime.workDir, 'chart-'));
  // Apart from the version, which helm before 3.12 does not look for in the address.
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
  if (!file) throw new Refusal('helm fetched no chart');
  return join(folder, file);
}
