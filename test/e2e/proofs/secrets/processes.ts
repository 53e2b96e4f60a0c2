import { readdirSync, readFileSync } from 'node:fs';
import type { Traces } from './traces.ts';

/** The action itself, which gets its inputs from the runner in the environment. */
const ACTION = /dist\/(index|post)\.js\0$/;

const LONGEST_NAME = 300;

/** Records the command lines of all processes, and the environment of the job's processes, which have this `HOME`. */
export function noteProcesses(traces: Traces, home: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const command = read(pid, 'cmdline');
    if (!command) continue;
    traces.add('process list', command);
    const environment = read(pid, 'environ');
    if (!environment.includes(`HOME=${home}\0`) || ACTION.test(command)) continue;
    traces.add(
      `environment of ${command.replaceAll('\0', ' ').slice(0, LONGEST_NAME)}`,
      environment,
    );
  }
}

/** Returns an empty text if the process has ended in the meantime. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
