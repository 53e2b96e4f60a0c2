import * as core from '@actions/core';
import { annotate } from '../action/annotate.ts';
import { findVersions, queryShape } from '../inputs/version-query.ts';

/** The sub-action: the versions for the matrix of another job. A program of its own, since it has to be quick. */
function main(): void {
  const raw = Object.fromEntries(Object.keys(queryShape).map((key) => [key, core.getInput(key)]));
  const { matrix, latest, stable } = findVersions(raw);
  if (matrix.length === 0) core.warning('No version is in that range; a matrix of none fails.');
  core.setOutput('matrix', JSON.stringify(matrix));
  core.setOutput('latest', latest);
  core.setOutput('stable', stable);
  core.info(matrix.join('\n'));
}

try {
  main();
} catch (error) {
  annotate(error as Error);
}
