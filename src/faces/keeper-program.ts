import { realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Host } from '../core/host.ts';

/** A smaller young generation and no spare one: the keeper makes little garbage. */
export const SMALL_HEAP = ['--max-semi-space-size=1', '--optimize-for-size'];

/** The keeper lies beside this program, as source or bundled. The options keep it small. */
export function keeperProgram(): NonNullable<Host['keeper']> {
  const program = realpathSync(process.argv[1] ?? '');
  const keeper = join(dirname(program), 'keeper', `index${extname(program)}`);
  return [process.execPath, ...SMALL_HEAP, keeper];
}
