import * as core from '@actions/core';
import { annotate } from '../action/log.ts';
import { findVersions, queryShape } from '../inputs/version-query.ts';

/** The versions action: outputs versions for the matrix of another job. A separate bundle, so that it starts fast. */
function main(): void {
  const raw = Object.fromEntries(Object.keys(queryShape).map((key) => [key, core.getInput(key)]));
  const { matrix, latest, notes } = findVersions(raw);
  core.setOutput('matrix', JSON.stringify(matrix));
  core.setOutput('latest', latest);
  core.info(matrix.join('\n'));
  for (const note of notes) core.notice(note);
}

try {
  main();
} catch (error) {
  annotate(error as Error);
}
