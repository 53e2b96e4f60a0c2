/** Simulates the worker process of the runner: starts the main step, and keeps running as long as the job. */
import { spawn } from 'node:child_process';

const program = process.argv[2] ?? '';
const step = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdout.write(`step ${step.pid} has begun\n`);
step.once('exit', (code) => process.stdout.write(`step has ended with code ${code}\n`));
setInterval(() => {}, 60_000);
