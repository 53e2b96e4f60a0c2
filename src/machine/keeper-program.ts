import { realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { KeeperProgram } from '../core/runtime.ts';

/**
 * Node's options for a program that mostly waits: little room for young objects, and machine code from the baseline
 * compiler alone, since the optimizing ones take 3 MB before they make anything faster that a keeper does.
 */
export const SMALL_PROCESS = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--no-maglev',
  '--no-turbofan',
  '--sparkplug',
];

/** The keeper lies beside `file`, by default this program, as source or bundled. The options keep it small. */
export function keeperProgram(file = process.argv[1] ?? ''): KeeperProgram {
  const program = realpathSync(file);
  const keeper = join(dirname(program), 'keeper', `index${extname(program)}`);
  return [process.execPath, ...SMALL_PROCESS, keeper];
}
