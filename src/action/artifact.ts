import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@actions/core';
import { reasonOf } from '../core/download.ts';
import type { Log } from '../core/runtime.ts';
import { diagnosticsFolder } from './diagnostics.ts';
import type { State } from './state.ts';

/** Uploads files, whose paths are in the folder `root`, as an artifact of the run. */
export type UploadArtifact = (
  name: string,
  files: readonly string[],
  root: string,
) => Promise<void>;

/** Where the upload comes from, and whether the machine has the token for it, which the runner gives to each action. */
export interface Artifacts {
  upload: UploadArtifact;
  env: NodeJS.ProcessEnv;
}

/**
 * Uploads the diagnostics of these clusters as artifacts `NAME-diagnostics`, because the machine of the job may be gone soon. Does
 * nothing for a cluster without diagnostics. If that fails, only logs a warning.
 */
export async function uploadDiagnostics(
  states: readonly State[],
  { upload, env }: Artifacts,
  log: Log,
): Promise<void> {
  if (!env.ACTIONS_RUNTIME_TOKEN || core.getInput('diagnostics-artifact') === 'false') return;
  for (const state of states) {
    const root = diagnosticsFolder(state);
    const files = existsSync(root) ? filesIn(root) : [];
    if (files.length === 0) continue;
    const name = `${state.ref.name}-diagnostics`;
    try {
      await log.group(`Upload ${name}`, () => upload(name, files, root));
      log.info(`The diagnostics of ${state.ref.name} are in the artifact ${name} of this run.`);
    } catch (error) {
      log.warning(
        `Could not upload the artifact ${name}: ${reasonOf(error)}. The diagnostics are in ${root} on this machine.`,
      );
    }
  }
}

const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
