import { type Command, Option } from 'commander';
import type { WorkshopFlags } from '../../inputs/workshop/read-workshop.ts';
import { CLUSTER_FIELDS } from '../../inputs/workshop/workshop-shape.ts';
import { QUOTAS } from '../../workshop/quota.ts';
import { addInputs } from '../inputs.ts';
import type { Verb } from '../verb.ts';

/** Adds the keys of a workshop.yaml as flags. `charts` has no flag, because its entries are objects. */
export const addWorkshopOptions = (command: Verb): Verb =>
  addInputs(
    command
      .option(
        '--name <name>',
        'name of the workshop; its clusters are named NAME-01, NAME-02 and so on',
      )
      .option('--count <number>', 'number of attendees')
      .option(
        '--attendees <file>',
        'CSV file with the attendees; the first column contains the names',
      )
      .addOption(
        new Option('--quota <size>', 'resource quota of each attendee on the host cluster').choices(
          QUOTAS,
        ),
      )
      .option('--manifests <path...>', 'files and folders with manifests to apply to each cluster')
      .option('--parallel <number>', 'number of clusters to create in parallel (default: 4)')
      .option('--out <folder>', 'folder for the hand-outs (default: NAME-hand-outs)'),
    CLUSTER_FIELDS,
  );

const OWN = ['name', 'count', 'attendees', 'quota', 'manifests', 'parallel', 'out'] as const;

/** Returns the flags that the user set, by their names. */
export function flagsOf(command: Command): WorkshopFlags {
  const names: readonly string[] = [...OWN, ...CLUSTER_FIELDS];
  return Object.fromEntries(
    command.options
      .filter((option) => names.includes(option.name()))
      .map((option) => [option.name(), command.getOptionValue(option.attributeName())] as const)
      .filter(([, value]) => value !== undefined),
  );
}
