import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface KubectlResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** kubectl, of a cluster's own kubeconfig. */
export interface Kubectl {
  /** Runs it to its end, with `input` on its stdin. */
  run(args: readonly string[], input?: Buffer): Promise<KubectlResult>;
  /** Starts it; disposing ends it. */
  start(...args: string[]): ChildProcessWithoutNullStreams;
}

export function kubectlFor(program: string, kubeconfig: string): Kubectl {
  const start = (...args: string[]) => spawn(program, ['--kubeconfig', kubeconfig, ...args]);
  return {
    start,
    async run(args, input) {
      const child = start(...args);
      // It may end without having read all.
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

/** Reads until a text matches `sign`, and no further; the stream goes on. */
export async function waitForOutput(stream: Readable, sign: RegExp): Promise<RegExpExecArray> {
  let heard = '';
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const listen = (chunk: Buffer) => {
    heard += chunk;
    const match = sign.exec(heard);
    if (match) resolve(match);
  };
  const ended = () => reject(new Error(`it ended without ${sign}: ${heard}`));
  stream.on('data', listen).once('close', ended);
  return promise.finally(() => stream.off('data', listen).off('close', ended));
}
