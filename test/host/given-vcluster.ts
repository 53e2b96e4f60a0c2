import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Names the folder of the vcluster that is used instead of the built one. */
export const VCLUSTER_VARIABLE = 'EPHEMERAL_VCLUSTER_TEST_VCLUSTER';

/** A vcluster of any version, in a folder: the chart `vcluster-VERSION.tgz`, image archives `*.tar`, and the program `vcluster`. */
export interface GivenVcluster {
  version: string;
  chart: string;
  program: string;
  /** In the format of `docker save`. A host that pulls images needs none. */
  archives: string[];
}

const CHART = /^vcluster-(\d+\.\d+\.\d+(-[\w.]+)?)\.tgz$/;

/** Reads the folder that the environment names; undefined if it names none. */
export async function givenVcluster(
  folder = process.env[VCLUSTER_VARIABLE],
): Promise<GivenVcluster | undefined> {
  if (!folder) return undefined;
  const files = await readdir(folder);
  const at = (file: string) => join(resolve(folder), file);
  const charts = files.flatMap((file) => CHART.exec(file) ?? []);
  const [chart, version] = charts;
  const archives = files.filter((file) => file.endsWith('.tar')).map(at);
  if (!chart || !version || !files.includes('vcluster'))
    throw new Error(
      `${folder} must contain a chart vcluster-VERSION.tgz, the program vcluster, and image archives (*.tar) for a built host; it contains ${files.join(', ') || 'nothing'}`,
    );
  return { version, chart: at(chart), program: at('vcluster'), archives };
}
