import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '../core/preflight/finding.ts';
import { examine } from '../core/preflight/preflight.ts';
import { formatFindings } from '../core/preflight/report.ts';
import type { Log, Runtime } from '../core/runtime.ts';
import { isOnRunner } from '../host-cluster/choose-host.ts';
import type { Inputs, InputsOnHost } from '../inputs/inputs.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { makeRuntime } from '../machine/make-runtime.ts';
import { examineMachine } from '../runner-host/examine.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { addInputs, CREATION_INPUTS, type InputName, inputsOf } from './inputs.ts';
import { outputOption } from './options.ts';
import { print } from './print.ts';
import { subcommand } from './verb.ts';

/** Inputs of a creation that do not affect whether it can succeed. */
const IRRELEVANT: InputName[] = ['preflight', 'sweep', 'kubeconfig-path', 'helm-path', 'count'];
const FLAGS = CREATION_INPUTS.filter((name) => !IRRELEVANT.includes(name));

/** `doctor`: prints the findings of the preflight. Exits with 1 if one of them prevents the creation of a cluster. */
export function doctorCommand(log: Log, exit: (code: ExitCode) => void): Command {
  const command = subcommand(
    'doctor',
    'check whether a cluster with these inputs can be created, without creating it',
    ['', '--namespace team-a --values-file vcluster.yaml'],
  )
    .addOption(outputOption())
    .alsoReporting((verb) => inputsOf(verb));
  return addInputs(command, FLAGS).action(async (options: { output: string }) => {
    const findings = await findingsFor(inputsOf(command), log);
    await print(
      options.output === 'json'
        ? `${JSON.stringify(findings, undefined, 2)}\n`
        : `${formatFindings(findings)}\n`,
    );
    exit(findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.ok);
  });
}

async function findingsFor(inputs: Inputs, log: Log): Promise<Finding[]> {
  const { host } = inputs;
  if (isOnRunner(host)) return examineMachine(host, process.env);
  await using runtime = await checkRuntime({ ...inputs, host }, log);
  const findings: Finding[] = [];
  // Sequential, because they share the folder into which the chart is loaded.
  for (const spec of inputs.specs) findings.push(...(await examine(runtime, spec)));
  return findings;
}

/** Creates a runtime with a folder for the chart. It installs nothing, not even helm. */
async function checkRuntime(
  { host, egress }: InputsOnHost,
  log: Log,
): Promise<Runtime & AsyncDisposable> {
  const workDir = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  return {
    ...makeRuntime({ host, egress, keeper: keeperProgram(), log }),
    workDir,
    [Symbol.asyncDispose]: () => rm(workDir, { recursive: true, force: true }),
  };
}
