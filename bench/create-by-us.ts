import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Measured } from './measured.ts';
import { removeNamespace } from './namespace.ts';
import { timedProgram } from './timed-program.ts';

/** The bundle that users run. */
const ACTION = 'dist/index.js';

/**
 * Creates a cluster as a job does: runs the main step of the built action as a process. The time includes the start of
 * that process.
 */
export async function createByUs(bench: Bench, name: string): Promise<Measured> {
  const temp = await mkdtemp(join(tmpdir(), 'bench-'));
  const remove = async () => {
    await removeNamespace(bench.hostKubeconfig, `vcluster-${name}`);
    await rm(temp, { recursive: true, force: true });
  };
  try {
    const files = await commandFiles(temp);
    const env = { ...inputs(bench, name), ...files, GITHUB_ACTIONS: 'true', RUNNER_TEMP: temp };
    const milliseconds = await timedProgram(process.execPath, [ACTION], env);
    const phases = phasesIn(await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'));
    const kubeconfig = kubeconfigIn(await readFile(files.GITHUB_ENV, 'utf8'));
    return { milliseconds, phases, kubeconfig, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const inputs = (
  { hostKubeconfig, helm, chart, versions, values = '' }: Bench,
  name: string,
): Record<string, string> => ({
  INPUT_NAME: name,
  INPUT_CHART: chart,
  'INPUT_VERSIONS-FILE': versions,
  'INPUT_WAIT-FOR': 'ready',
  'INPUT_HOST-KUBECONFIG-PATH': hostKubeconfig,
  'INPUT_HELM-PATH': helm,
  INPUT_VALUES: values,
});

/** Creates the files through which a step passes values to its runner. */
async function commandFiles(folder: string) {
  const names = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;
  const files = names.map((name) => [name, join(folder, name)] as const);
  for (const [, path] of files) await writeFile(path, '');
  return Object.fromEntries(files) as Record<(typeof names)[number], string>;
}

/** Reads the phases from the row `| time | plan 0.1 s · lease 0.1 s |` of the summary. */
function phasesIn(summary: string): Measured['phases'] {
  const time = /^\| time \| (.*) \|$/m.exec(summary)?.[1] ?? '';
  return [...time.matchAll(/(\S+) ([\d.]+) s/g)].map(([, name = '', seconds]) => ({
    name,
    milliseconds: Number(seconds) * 1_000,
  }));
}

/** Returns the first line between the delimiters of `KUBECONFIG`. */
function kubeconfigIn(environment: string): string {
  return /^KUBECONFIG<<.*\n(.*)$/m.exec(environment)?.[1] ?? '';
}
