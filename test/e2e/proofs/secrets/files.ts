import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Traces } from './traces.ts';

/** Where credentials belong: files of the action's private folder. */
const CREDENTIALS = /\/tmp\/ephemeral-vcluster-[^/]+\/[^/]*(kubeconfig|keeper\.json)$/;
/** The job's copy of the repository, in which nothing of ours is written. */
const WORKSPACE = /\/(hostexecutor|workspace|\.git)\//;
const OPEN_TO_OTHERS = 0o077;

/** Notes all files of the job whose HOME is `home`: its logs, outputs, states, summary, diagnostics. */
export function noteFiles(traces: Traces, home: string): void {
  for (const path of filesBelow(join(home, 'cache'))) {
    if (WORKSPACE.test(path)) continue;
    const place = path.slice(home.length);
    try {
      const { mode } = statSync(path);
      if (!CREDENTIALS.test(path)) traces.add(place, readFileSync(path, 'utf8'));
      else if (mode & OPEN_TO_OTHERS) traces.add(`open to others: ${place}`, '');
    } catch {
      // It went between two looks.
    }
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    return [];
  }
}
