import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../core/clock.ts';
import { examine } from '../core/doctor/doctor.ts';
import { formatFindings } from '../core/doctor/report.ts';
import type { Host, Log } from '../core/host.ts';
import { type CreationInputs, readCreationInputs } from '../faces/creation-inputs.ts';
import { keeperProgram } from '../faces/keeper-program.ts';
import { runProgram as run } from '../faces/run-program.ts';
import { addCreationOptions, creationFlagsBut, rawInput } from './creation-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { json } from './json.ts';
import { addHostOptions, outputOption } from './options.ts';

/** What a creation asks for that has nothing to do with whether it can be made. */
const FLAGS = creationFlagsBut('preflight', 'sweep', 'cleanup-timeout', 'kubeconfig-path');

/** Stands for the name that a job would give; what is examined is the same for all. */
const NAME = 'doctor';

/** `doctor`: the findings on stdout; ends with 1 where one of them says that no cluster can be made. */
export function doctorCommand(log: Log, exit: (code: ExitCode) => void): Command {
  const command = new Command('doctor')
    .description('find out whether a cluster with these inputs can be made; makes nothing')
    .addOption(outputOption('text', 'json'));
  addHostOptions(addCreationOptions(command, FLAGS));
  return command.action(async ({ output }: { output: string }) => {
    const raw = rawInput(command);
    const inputs = readCreationInputs({}, { ...raw, name: raw.name || NAME }, process.env);
    await using host = await localHost(inputs, log);
    const findings = await examine(host, inputs.spec);
    process.stdout.write(output === 'json' ? json(findings) : `${formatFindings(findings)}\n`);
    exit(findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.ok);
  });
}

/** The world as the core sees it from a shell. Nothing is installed, so that a helm is only named. */
async function localHost(
  { host: { kubeConfig, insideHost }, helmPath = 'helm' }: CreationInputs,
  log: Log,
): Promise<Host & AsyncDisposable> {
  const workDir = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  return {
    kubeConfig,
    insideHost,
    workDir,
    kubeconfigFile: join(workDir, 'host.kubeconfig'),
    helm: helmPath,
    keeper: keeperProgram(),
    run,
    log,
    clock: systemClock,
    signal: new AbortController().signal,
    [Symbol.asyncDispose]: () => rm(workDir, { recursive: true, force: true }),
  };
}
