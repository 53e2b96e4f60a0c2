import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Traces } from './traces.ts';

/** The only files that may contain credentials: those in the private folder of the action. */
const CREDENTIALS = /\/tmp\/ephemeral-vcluster-[^/]+\/[^/]*(kubeconfig|keeper\.json)$/;
/** The job's copy of the repository, into which this tool writes nothing. */
const WORKSPACE = /\/(hostexecutor|workspace|\.git)\//;
const OPEN_TO_OTHERS = 0o077;

/** Records all files of the job with this `HOME`: logs, outputs, states, summary, diagnostics. */
export function noteFiles(traces: Traces, home: string): void {
  for (const path of filesBelow(join(home, 'cache'))) {
    if (WORKSPACE.test(path)) continue;
    const where = path.slice(home.length);
    try {
      const { mode } = statSync(path);
      if (!CREDENTIALS.test(path)) traces.add(where, readFileSync(path, 'utf8'));
      else if (mode & OPEN_TO_OTHERS) traces.add(`open to others: ${where}`, '');
    } catch {
      // The file was deleted in the meantime.
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
