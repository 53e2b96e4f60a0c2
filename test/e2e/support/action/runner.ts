/** Stands for the runner's worker: starts the main half of the step, and lives on as the job does. */
import { spawn } from 'node:child_process';

const program = process.argv[2] ?? '';
const step = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdout.write(`step ${step.pid} has begun\n`);
step.once('exit', (code) => process.stdout.write(`step has ended with code ${code}\n`));
setInterval(() => {}, 60_000);
