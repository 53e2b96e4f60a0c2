import { styleText } from 'node:util';
import type { Log } from '../core/runtime.ts';
import { Spinner } from './spinner.ts';

export interface CliLog extends Log {
  /** Sets the text of the status line at the bottom of a terminal. Undefined removes the line. */
  status(text: string | undefined): void;
}

/** Logs plain lines to stderr, with colours and a spinner on a terminal. Stdout contains only data. */
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
  // Without colours if the stream is not a terminal or NO_COLOR is set.
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
