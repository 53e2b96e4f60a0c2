import { runKeeper } from './keeper.ts';

/** The keeper as a separate program: `node keeper.js CONFIG`. */
await runKeeper(process.argv[2] ?? '');
// Open connections would keep the process running.
process.exit();
