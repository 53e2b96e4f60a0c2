import { styleText } from 'node:util';
import type { Log } from '../core/host.ts';
import { NO_SPINNER, startSpinner } from './spinner.ts';

export interface CliLog extends Log {
  error(message: string): void;
}

/** The story in lines on stderr, with colour and a spinner on a terminal; stdout is for data alone. */
export function cliLog(
  stream: NodeJS.WriteStream = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): CliLog {
  const secrets = new Set<string>();
  const spinner = isWatched(stream, env) ? startSpinner(stream) : NO_SPINNER;
  const print = (line: string) => {
    let text = line;
    for (const secret of secrets) text = text.replaceAll(secret, '***');
    spinner.above(() => stream.write(`${text}\n`));
  };
  // Plain where the stream is no terminal, or NO_COLOR asks for it.
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream });
  return {
    group: (title, work) => {
      print(paint('bold', title));
      return spinner.during(work);
    },
    info: print,
    warning: (message) => print(`${paint('yellow', 'warning:')} ${message}`),
    error: (message) => print(`${paint('red', 'error:')} ${message}`),
    debug: () => {},
    mask: (value) => void secrets.add(value),
  };
}

/** Whether a person looks at it while it is written. */
const isWatched = ({ isTTY }: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean =>
  isTTY && !env.NO_COLOR && !env.CI && env.TERM !== 'dumb';
