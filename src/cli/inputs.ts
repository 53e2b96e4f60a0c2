import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { RawInput } from '../core/spec/parse-input.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { type Inputs, readInputs, readSpecs } from '../inputs/inputs.ts';
import texts from './inputs.json' with { type: 'json' };

export type InputName = keyof typeof texts;

/** Inputs of the action that a shell has no use for, and why. A test holds the rest against the flags. */
export const ACTION_ALONE: Partial<Record<InputName, string>> = {
  'host-kubeconfig': 'a secret does not belong on a command line',
  cleanup: 'what is to be deleted is said by calling delete',
  'cleanup-failure': 'the exit code tells',
  diagnostics: 'nobody here knows that a job failed',
  'export-kubeconfig': 'a program cannot set a variable of its caller',
  summary: 'there is no job summary',
  'job-status': 'there is no job status',
};

/** Of a deletion. */
const DELETION: InputName[] = ['cleanup-timeout'];

/** What describes a cluster that is to be made. */
export const CREATION_INPUTS = (Object.keys(texts) as InputName[]).filter(
  (name) => !(name in ACTION_ALONE) && !DELETION.includes(name),
);

/** Gives `command` flags that are inputs, under their names and with their words. */
export function addInputs(command: Command, names: readonly InputName[]): Command {
  for (const name of names) {
    const { description, default: value } = texts[name] as {
      description: string;
      default?: string;
    };
    command.option(
      `--${name} <value>`,
      value ? `${description} Default is ${value}.` : description,
    );
  }
  return command;
}

/** The inputs among the flags of `command`; throws one `InputError` with every problem of every one of them. */
export function inputsOf(command: Command, env: NodeJS.ProcessEnv = process.env): Inputs {
  return readInputs({ ...sourceOf(command), env });
}

/** The same for the clusters alone. */
export const specsOf = (command: Command): readonly ClusterSpec[] => readSpecs(sourceOf(command));

/** A name for a cluster to which the user gives none. */
const newName = (): string => `ci-${randomBytes(4).toString('hex')}`;

function sourceOf(command: Command) {
  const raw = rawInputs(command);
  return { getInput: (name: string) => raw[name] ?? '', defaultName: newName() };
}

/** The flags under their names, as inputs come. */
export function rawInputs(command: Command): RawInput {
  const given = command.options
    .filter((option) => option.name() in texts)
    .map((option) => [option.name(), command.getOptionValue(option.attributeName())] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
