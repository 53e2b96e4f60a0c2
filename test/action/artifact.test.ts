import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type UploadArtifact, uploadDiagnostics } from '../../src/action/artifact.ts';
import { diagnosticsFolder } from '../../src/action/diagnostics.ts';
import { recordingLog } from '../support/log.ts';
import { stateOf } from './support/state.ts';

const TOKEN = { ACTIONS_RUNTIME_TOKEN: 'token' };

/** A state with a folder of diagnostics, unless `files` is empty. */
function collected(files: readonly string[]) {
  const state = stateOf('');
  const folder = diagnosticsFolder(state);
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return { state, folder };
}

async function uploadsOf(files: readonly string[], env: NodeJS.ProcessEnv, failure?: string) {
  const { state, folder } = collected(files);
  const uploads: Parameters<UploadArtifact>[] = [];
  const upload: UploadArtifact = async (...args) => {
    uploads.push(args);
    if (failure) throw new Error(failure);
  };
  const log = recordingLog();
  await uploadDiagnostics([state], { upload, env }, log);
  return { uploads, folder, lines: log.lines };
}

test('all files of the folder are uploaded', async () => {
  const files = ['README.md', 'pods/web.log'];
  const { uploads, folder, lines } = await uploadsOf(files, TOKEN);
  const paths = files.map((file) => join(folder, file));
  expect(uploads).toEqual([['ci-1-diagnostics', expect.any(Array), folder]]);
  expect(uploads[0]?.[1].toSorted()).toEqual(paths.toSorted());
  expect(lines).toContain(
    'info: The diagnostics of ci-1 are in the artifact ci-1-diagnostics of this run.',
  );
});

test('without diagnostics, or without the token of the runner, nothing is uploaded', async () => {
  expect((await uploadsOf([], TOKEN)).uploads).toEqual([]);
  expect((await uploadsOf(['README.md'], {})).uploads).toEqual([]);
});

test('a failed upload is a warning that says where the diagnostics are', async () => {
  const { folder, lines } = await uploadsOf(['README.md'], TOKEN, 'no space in the storage');
  expect(lines).toContain(
    `warning: Could not upload the artifact ci-1-diagnostics: no space in the storage. The diagnostics are in ${folder} on this machine.`,
  );
});
