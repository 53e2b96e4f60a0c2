import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface KubectlResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** kubectl with the kubeconfig of a cluster. */
export interface Kubectl {
  /** Runs kubectl until it exits, with `input` on its stdin. */
  run(args: readonly string[], input?: Buffer): Promise<KubectlResult>;
  /** Starts kubectl; disposing kills it. */
  start(...args: string[]): ChildProcessWithoutNullStreams;
}

export function kubectlFor(program: string, kubeconfig: string): Kubectl {
  const start = (...args: string[]) => spawn(program, ['--kubeconfig', kubeconfig, ...args]);
  return {
    start,
    async run(args, input) {
      const child = start(...args);
      // kubectl may exit before it has read all input.
      child.stdin.on('error', () => {}).end(input);
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { code, stdout, stderr };
    },
  };
}

/** Runs kubectl with an object on its stdin, and returns what it prints. Throws if it fails. */
export async function outputOf(
  kubectl: Kubectl,
  args: readonly string[],
  input?: object,
): Promise<string> {
  const text = input && Buffer.from(JSON.stringify(input));
  const { code, stdout, stderr } = await kubectl.run(args, text);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr || stdout}`);
  return stdout;
}

/** Waits until the output matches `pattern`, and returns the match. The stream stays open. */
export async function waitForOutput(stream: Readable, pattern: RegExp): Promise<RegExpExecArray> {
  let heard = '';
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const listen = (chunk: Buffer) => {
    heard += chunk;
    const match = pattern.exec(heard);
    if (match) resolve(match);
  };
  const ended = () =>
    reject(new Error(`the output ended without a match for ${pattern}: ${heard}`));
  stream.on('data', listen).once('close', ended);
  return promise.finally(() => stream.off('data', listen).off('close', ended));
}
