import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { KubeConfig } from '@kubernetes/client-node';
import type { Host } from '../../../host/host.ts';
import { startArtifactServer } from './artifact-server.ts';

export interface ActRun {
  host: Pick<Host, 'kubeconfig' | 'tools'>;
  /** Text of a workflow. */
  workflow: string;
  /** Secrets in addition to `HOST_KUBECONFIG`. */
  secrets?: Record<string, string>;
  /** The folder for the artifacts of the run. Default: there is no server for them. */
  artifacts?: string;
  /** Called with the `HOME` folder of the job before anything runs. The folder is removed with the job. */
  onStart?: (folder: string) => void;
  /** Called with each line of the log as it arrives. */
  onLine?: (line: string) => void;
  /** On abort, act and the steps get the signal in `reason`: SIGINT cancels the job, SIGKILL simulates a lost runner. */
  end?: AbortSignal;
}

export interface ActResult {
  code: number | null;
  log: string;
}

/** Runs `workflow` with the built action in act, with real processes, state files and environment files. */
export async function runAct(run: ActRun): Promise<ActResult> {
  const folder = mkdtempSync(join(tmpdir(), 'act-'));
  try {
    const workspace = makeWorkspace(folder, run.workflow);
    run.onStart?.(folder);
    await using artifacts = run.artifacts ? await startArtifactServer(run.artifacts) : undefined;
    const args = [...actArguments(folder, run), ...(artifacts?.args ?? [])];
    const child = spawn(join(run.host.tools.bin, 'act'), args, {
      cwd: workspace,
      // A separate process group, so that one signal reaches all of it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Without the developer's environment, above all without their KUBECONFIG.
      env: {
        PATH: `${run.host.tools.bin}:/usr/local/bin:/usr/bin:/bin`,
        HOME: folder,
        ...artifacts?.env,
      },
    });
    run.end?.addEventListener('abort', () => process.kill(-(child.pid ?? 0), run.end?.reason));
    const lines: string[] = [];
    const collect = async (stream: Readable) => {
      for await (const line of linesOf(stream)) {
        lines.push(line);
        run.onLine?.(line);
      }
    };
    await Promise.all([collect(child.stdout), collect(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, log: lines.join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates a repository with only what a job needs, because act copies all of it for each job. */
function makeWorkspace(folder: string, workflow: string): string {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  for (const part of ['action.yml', 'dist', 'examples', 'package.json', 'versions']) {
    cpSync(part, join(workspace, part), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(workspace, 'node_modules'));
  writeFileSync(join(workspace, 'workflow.yml'), workflow);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'ignore' });
  git('init', '--initial-branch', 'main');
  git('add', 'action.yml');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--message', 'Test');
  return workspace;
}

function actArguments(folder: string, { host, secrets }: ActRun): string[] {
  const secretFile = join(folder, 'secrets');
  writeFileSync(secretFile, envFile({ HOST_KUBECONFIG: inOneLine(host.kubeconfig), ...secrets }), {
    mode: 0o600,
  });
  const varFile = join(folder, 'vars');
  writeFileSync(
    varFile,
    envFile({ VCLUSTER_CHART: host.tools.chart, VERSIONS_FILE: host.tools.versions }),
  );
  return [
    ...['push', '--workflows', 'workflow.yml', '--platform', 'ubuntu-latest=-self-hosted'],
    ...['--secret-file', secretFile, '--var-file', varFile],
    ...['--action-cache-path', join(folder, 'cache'), '--no-cache-server'],
  ];
}

const envFile = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

function inOneLine(path: string): string {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return kubeConfig.exportConfig();
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}
