import { type Command, Option } from 'commander';
import type { WorkshopFlags } from '../../inputs/workshop/read-workshop.ts';
import { CLUSTER_FIELDS } from '../../inputs/workshop/workshop-shape.ts';
import { QUOTAS } from '../../workshop/quota.ts';
import { addInputs } from '../inputs.ts';

/** The keys of a workshop.yaml as flags; charts, which are more than a text, are in the file alone. */
export const addWorkshopOptions = (command: Command): Command =>
  addInputs(
    command
      .option('--name <name>', 'of the workshop; clusters are called NAME-01 and so on')
      .option('--count <number>', 'how many attendees there are')
      .option('--attendees <file>', 'a list of them in CSV; the first column is the name')
      .addOption(new Option('--quota <size>', 'what each may take of the host').choices(QUOTAS))
      .option('--manifests <path...>', 'files and folders of objects that are in each cluster')
      .option('--parallel <number>', 'how many are made at once. Default is 4.')
      .option('--out <folder>', 'where the hand-outs go. Default is NAME-hand-outs.'),
    CLUSTER_FIELDS,
  );

const OWN = ['name', 'count', 'attendees', 'quota', 'manifests', 'parallel', 'out'] as const;

/** Those that were given, under their names. */
export function flagsOf(command: Command): WorkshopFlags {
  const names: readonly string[] = [...OWN, ...CLUSTER_FIELDS];
  return Object.fromEntries(
    command.options
      .filter((option) => names.includes(option.name()))
      .map((option) => [option.name(), command.getOptionValue(option.attributeName())] as const)
      .filter(([, value]) => value !== undefined),
  );
}
