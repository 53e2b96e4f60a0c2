import { runKeeper } from './keeper.ts';

/** The keeper as a program of its own: `node keeper.js CONFIG`. */
await runKeeper(process.argv[2] ?? '');
// Open connections would hold it.
process.exit();
