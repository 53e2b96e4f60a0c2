/** The keeper as a process of its own, from source. */
import { runKeeper } from '../../src/core/keeper.ts';

await runKeeper(process.argv[2] ?? '');
