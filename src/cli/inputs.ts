import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { RawInput } from '../core/spec/parse-input.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { type Inputs, readInputs, readSpecs } from '../inputs/inputs.ts';
import { ACTION_ALONE, type InputName } from './action-alone.ts';
import { durationText } from './duration-argument.ts';
import { groupOf, SHORT, SWITCHES } from './flag-groups.ts';
import texts from './inputs.json' with { type: 'json' };

export type { InputName };

/** Inputs that only a deletion uses. */
const DELETION: InputName[] = ['cleanup-timeout'];

/** Inputs that a creation uses. */
export const CREATION_INPUTS = (Object.keys(texts) as InputName[]).filter(
  (name) => !(name in ACTION_ALONE) && !DELETION.includes(name),
);

/** Adds a flag for each of these inputs to `command`, with the input's name and description. */
export function addInputs<C extends Command>(command: C, names: readonly InputName[]): C {
  for (const name of names) for (const option of optionsFor(name)) command.addOption(option);
  return command;
}

/** Adds flags for inputs that are durations, and checks them. A creation checks its own inputs together. */
export function addDurations<C extends Command>(command: C, names: readonly InputName[]): C {
  for (const name of names) command.addOption(optionFor(name).argParser(durationText));
  return command;
}

function optionFor(name: InputName): Option {
  const { description, default: value } = texts[name] as { description: string; default?: string };
  const { group, value: placeholder } = groupOf(name);
  const long = `--${name} <${placeholder}>`;
  const flags = SHORT[name] ? `${SHORT[name]}, ${long}` : long;
  const text = value ? `${description} Default is ${value}.` : description;
  return new Option(flags, text).helpGroup(group);
}

/** An input that is on by default has a second flag, which turns it off. Only that is in the help. */
function optionsFor(name: InputName): Option[] {
  const off = SWITCHES[name];
  const option = optionFor(name);
  if (!off) return [option];
  return [option.hideHelp(), new Option(`--no-${name}`, off).helpGroup(groupOf(name).group)];
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
  // A flag that turns an input off has the value false.
  return Object.fromEntries(
    given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
