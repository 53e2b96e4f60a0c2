import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs jest in one process, because all tests share one host. Temporary files go to a folder that is removed at the
 * end.
 */
const temporary = mkdtempSync(join(tmpdir(), 'ephemeral-vcluster-tests-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

const reporters = ['--reporters=default', '--reporters=./scripts/jest-summary.ts'];
const jest = spawn(
  process.execPath,
  [
    // jest needs this flag to run ES modules.
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    ...[...reporters, '--runInBand', ...process.argv.slice(2)],
  ],
  { stdio: 'inherit', env: { ...process.env, TMPDIR: temporary } },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));

const [code] = (await once(jest, 'exit')) as [number | null];
process.exit(code ?? 1);
