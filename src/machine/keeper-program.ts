import { realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { KeeperProgram } from '../core/runtime.ts';

/**
 * Node options that save memory in a program that mostly waits: a small space for young objects, and only the baseline
 * compiler. The optimizing compilers take 3 MB and do not make a keeper noticeably faster.
 */
export const SMALL_PROCESS = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--no-maglev',
  '--no-turbofan',
  '--sparkplug',
];

/**
 * Returns the command that starts the keeper, with options that save memory. Its file is in the folder `keeper` next to
 * `file`, as source or bundled. Default: the running program.
 */
export function keeperProgram(file = process.argv[1] ?? ''): KeeperProgram {
  const program = realpathSync(file);
  const keeper = join(dirname(program), 'keeper', `index${extname(program)}`);
  return [process.execPath, ...SMALL_PROCESS, keeper];
}
