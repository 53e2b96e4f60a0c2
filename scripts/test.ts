import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTS_FILE, readCounts, summaryLine } from './jest-summary.ts';

/**
 * Runs jest. Without arguments: first the tests that can share the host cluster, two at a time, then the others. With
 * arguments: one jest with these, in one process. Temporary files go to a folder that is removed at the end.
 */
const temporary = mkdtempSync(join(tmpdir(), 'ephemeral-vcluster-tests-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
const counts = join(temporary, 'counts');

const PHASES = [
  ['--maxWorkers=2', '--selectProjects', 'unit', 'e2e'],
  ['--runInBand', '--selectProjects', 'host', 'alone'],
];

let running: ChildProcess | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}

/** Returns the exit code. */
async function jest(args: readonly string[]): Promise<number> {
  // Tests in two processes and the host share two cores: five seconds, the default, are not enough at times.
  const limit = '--testTimeout=30000';
  const reporters = ['--reporters=default', '--reporters=./scripts/jest-summary.ts'];
  // jest needs the first flag to run ES modules.
  const flags = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  running = spawn(process.execPath, [...flags, limit, ...reporters, ...args], {
    stdio: 'inherit',
    env: { ...process.env, TMPDIR: temporary, [COUNTS_FILE]: counts },
  });
  const [code] = (await once(running, 'exit')) as [number | null];
  return code ?? 1;
}

const given = process.argv.slice(2);
const phases = given.length > 0 ? [['--runInBand', ...given]] : PHASES;
let code = 0;
for (const args of phases) {
  if (!interrupted) code = (await jest(args)) || code;
}
if (existsSync(counts)) console.log(summaryLine(readCounts(readFileSync(counts, 'utf8'))));
process.exit(interrupted ? code || 1 : code);
