import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { findHelm } from '../action/helm.ts';
import { runProgram as run } from '../action/program.ts';
import { systemClock } from '../core/clock.ts';
import { examine } from '../core/doctor/doctor.ts';
import type { Finding } from '../core/doctor/finding.ts';
import { formatFindings } from '../core/doctor/report.ts';
import type { Host, Log } from '../core/host.ts';
import { type ClusterSpec, parseInput, type RawInput, specShape, toSpec } from '../core/spec.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { addHostOptions, hostOf, outputOption } from './options.ts';

/** The fields of a cluster that the examination depends on. */
const FIELDS = [
  'name',
  'namespace',
  'kubernetes-version',
  'vcluster-version',
  'values',
  'chart',
  'connect',
] as const satisfies readonly (keyof typeof specShape)[];

interface Options {
  output: 'text' | 'json';
  helmPath?: string;
  hostKubeconfigPath?: string;
  hostContext?: string;
  [field: string]: string | undefined;
}

/** `doctor`: what stands in the way of a cluster on this host, one finding after the other on stdout. */
export function doctorCommand(log: Log, exit: (code: ExitCode) => void): Command {
  const command = new Command('doctor')
    .description('find out whether a cluster can be made on this host, and make nothing')
    .option('--helm-path <path>', 'the helm program (default: the one on PATH)')
    .addOption(outputOption());
  for (const field of FIELDS) command.option(`--${field} <value>`, `as the input of the action`);
  return addHostOptions(command).action(async (options: Options) => {
    const spec = specOf(command, options);
    const findings = await examineHost(options, spec, log);
    const json = options.output === 'json';
    const text = json ? JSON.stringify(findings, undefined, 2) : formatFindings(findings);
    process.stdout.write(`${text}\n`);
    exit(findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.ok);
  });
}

function specOf(command: Command, options: Options): ClusterSpec {
  const flags = command.options.map((option) => [option.long, option.attributeName()] as const);
  const given = FIELDS.map((field) => {
    const [, attribute = ''] = flags.find(([long]) => long === `--${field}`) ?? [];
    return [field, options[attribute]];
  });
  const raw: RawInput = { name: 'doctor', ...Object.fromEntries(given.filter(([, it]) => it)) };
  return toSpec(parseInput(specShape, raw));
}

/** With a folder for the chart that goes afterwards. */
async function examineHost(options: Options, spec: ClusterSpec, log: Log): Promise<Finding[]> {
  const { kubeConfig, insideHost } = hostOf(options);
  const workDir = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  const host: Host = {
    kubeConfig,
    insideHost,
    kubeconfigFile: '',
    workDir,
    helm: await findHelm(options.helmPath, { run, log }),
    // Never started: nothing is made.
    keeper: [process.execPath],
    run,
    log,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  try {
    return await examine(host, spec);
  } finally {
    await rm(workDir, { recursive: true });
  }
}
