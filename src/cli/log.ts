import { styleText } from 'node:util';
import type { Log } from '../core/runtime.ts';
import { Spinner } from './spinner.ts';

export interface CliLog extends Log {
  error(message: string): void;
  /** What the line at the end of a terminal says, until it says nothing. */
  status(text: string | undefined): void;
}

/** The story in plain lines on stderr, in colour and with a spinner on a terminal; stdout is for data alone. */
export function cliLog(
  stream: NodeJS.WriteStream = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): CliLog {
  const secrets = new Set<string>();
  const spinner = new Spinner(stream, env);
  const print = (line: string) => {
    let text = line;
    for (const secret of secrets) text = text.replaceAll(secret, '***');
    spinner.print(text);
  };
  // Plain where the stream is no terminal, or NO_COLOR asks for it.
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream });
  return {
    group: async (title, work) => {
      print(paint('bold', title));
      spinner.start(title);
      try {
        return await work();
      } finally {
        spinner.stop();
      }
    },
    info: print,
    warning: (message) => print(`${paint('yellow', 'warning:')} ${message}`),
    error: (message) => print(`${paint('red', 'error:')} ${message}`),
    status: (text) => (text === undefined ? spinner.stop() : spinner.start(text)),
    debug: () => {},
    mask: (value) => void secrets.add(value),
  };
}
