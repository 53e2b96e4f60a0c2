import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { RawInput } from '../core/spec/parse-input.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { type Inputs, readInputs, readSpecs } from '../inputs/inputs.ts';
import { ACTION_ALONE, type InputName } from './action-alone.ts';
import texts from './inputs.json' with { type: 'json' };

export type { InputName };

/** Inputs that only a deletion uses. */
const DELETION: InputName[] = ['cleanup-timeout'];

/** Inputs that a creation uses. */
export const CREATION_INPUTS = (Object.keys(texts) as InputName[]).filter(
  (name) => !(name in ACTION_ALONE) && !DELETION.includes(name),
);

/** Adds a flag for each of these inputs to `command`, with the input's name and description. */
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

/** Reads the inputs from the flags of `command`. Throws one `InputError` that contains all problems of all inputs. */
export function inputsOf(command: Command, env: NodeJS.ProcessEnv = process.env): Inputs {
  return readInputs({ ...sourceOf(command), env });
}

/** Reads only the cluster specs from the flags of `command`. Throws like `inputsOf`. */
export const specsOf = (command: Command): readonly ClusterSpec[] => readSpecs(sourceOf(command));

/** Generates the name of a cluster that has no `--name`. */
const newName = (): string => `ci-${randomBytes(4).toString('hex')}`;

function sourceOf(command: Command) {
  const raw = rawInputs(command);
  return { getInput: (name: string) => raw[name] ?? '', defaultName: newName() };
}

/** Returns the flags that the user set, by the names of the inputs. */
export function rawInputs(command: Command): RawInput {
  const given = command.options
    .filter((option) => option.name() in texts)
    .map((option) => [option.name(), command.getOptionValue(option.attributeName())] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
