import { styleText } from 'node:util';
import type { Log } from '../core/host.ts';

export interface CliLog extends Log {
  error(message: string): void;
}

/** The story in plain lines on stderr, in colour on a terminal; stdout is for data alone. */
export function cliLog(stream: NodeJS.WriteStream = process.stderr): CliLog {
  const secrets = new Set<string>();
  const print = (line: string) => {
    let text = line;
    for (const secret of secrets) text = text.replaceAll(secret, '***');
    stream.write(`${text}\n`);
  };
  // Plain where the stream is no terminal, or NO_COLOR asks for it.
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream });
  return {
    group: (title, work) => {
      print(paint('bold', title));
      return work();
    },
    info: print,
    warning: (message) => print(`${paint('yellow', 'warning:')} ${message}`),
    error: (message) => print(`${paint('red', 'error:')} ${message}`),
    debug: () => {},
    mask: (value) => void secrets.add(value),
  };
}
