import { type SpawnOptions, spawn } from 'node:child_process';

export interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** Called with each whole line that the program writes to stderr. */
  onErrorLine?: (line: string) => void;
}

/** Runs a program until it exits, and returns its stdout. An error contains the end of its stderr. */
export function run(program: string, args: readonly string[], options: RunOptions = {}) {
  const { onErrorLine, ...spawnOptions } = options;
  const child = spawn(program, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let line = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    if (onErrorLine) lines.forEach(onErrorLine);
  });
  return new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program}: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(new Error(`${program} ${args[0]}: ${signal ?? `exit ${code}`}\n${stderr.trim()}`));
    });
  });
}

/** Whether a program runs and succeeds, to check whether it is installed or a service answers. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}
