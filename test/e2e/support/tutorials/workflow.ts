import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expression } from '../action/workflow.ts';
import { TESTS } from './machine.ts';

/** Replaces in a documented workflow what does not exist here: a published action, and the download of the chart. */
export const runnable = (workflow: string): string => {
  const jobs = workflow
    .replaceAll(/OWNER\/ephemeral-vcluster\/versions@\w+/g, './versions')
    .replaceAll(
      /OWNER\/ephemeral-vcluster@\w+\n( +)with:\n/g,
      (_, indent) =>
        `./\n${indent}with:\n${indent}  chart: ${expression('vars.VCLUSTER_CHART')}\n${indent}  versions-file: ${expression('vars.VERSIONS_FILE')}\n`,
    );
  return /^on:/m.test(jobs) ? jobs : `on: push\n${jobs}`;
};

/** Replaces the tests of this repository by those of the reader. `folder` is that of `onStart` in `runAct()`. */
export function useTestsOfReader(folder: string): void {
  const file = join(folder, 'workspace', 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, scripts: { test: `echo tests; ${TESTS}` } }));
}
