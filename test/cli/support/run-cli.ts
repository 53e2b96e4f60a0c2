import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, startFakeHost } from '../../action/support/fake-host.ts';
import { runProgram } from '../../support/program.ts';

/** Runs the CLI in a process of its own, with nothing of the developer's environment. */
export const runCli = (...args: string[]) =>
  runProgram(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
    env: { HOME: '/nonexistent', XDG_STATE_HOME: '', KUBECONFIG: '', GITHUB_ACTIONS: '' },
  });

/** Runs it with a host that gives these answers. */
export async function runWith(answer: Answer, ...args: string[]) {
  await using host = await startFakeHost(answer);
  const path = join(newFolder(), 'kubeconfig');
  writeFileSync(path, host.kubeconfig, { mode: 0o600 });
  return { ...(await runCli(...args, '--host-kubeconfig-path', path)), requests: host.requests };
}

/** A new folder of a user's. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'cli-test-'));
