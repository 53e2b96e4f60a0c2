import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { readWorkshop } from '../../inputs/workshop/read-workshop.ts';
import { bundleContents } from '../../workshop/bundle-contents.ts';
import { fixedNodePortWarnings } from '../../workshop/fixed-node-ports.ts';
import { renderSeat } from '../../workshop/render.ts';
import { type Seat, seatsFor } from '../../workshop/seat.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import { subcommand } from '../verb.ts';
import { addWorkshopOptions, flagsOf } from './options.ts';
import { makeWorkshopRuntime } from './runtime.ts';

/** `workshop render`: writes two files for each attendee, to the folders `manifests` and `values`. */
export function renderCommand(log: CliLog): Command {
  const command = addWorkshopOptions(
    subcommand('render', 'write manifests and Helm values for GitOps, without creating clusters', [
      'workshop.yaml --to manifests',
    ]),
  )
    .alsoReporting((verb) => readWorkshop(verb.args[0], flagsOf(verb), process.env))
    .addArgument(new Argument('[file]', 'path of a workshop.yaml; flags override its values'))
    .option('--to <folder>', 'folder for the files (default: NAME-manifests)');
  return command.action(async (file: string | undefined, options: { to?: string }) => {
    const { workshop, inputs } = readWorkshop(file, flagsOf(command), process.env);
    const to = resolve(options.to ?? `${workshop.name}-manifests`);
    for (const warning of fixedNodePortWarnings(workshop.manifests)) log.warning(warning);
    await interruptible(async (signal) => {
      await using workshopRuntime = await makeWorkshopRuntime(inputs, log, signal);
      const contents = await bundleContents(workshopRuntime.runtime, workshop);
      for (const seat of seatsFor(workshop.name, workshop.attendees)) {
        signal.throwIfAborted();
        const rendered = await renderSeat(workshopRuntime.runtime, workshop, seat, contents);
        await write(join(to, 'manifests'), seat, rendered.manifests);
        await write(join(to, 'values'), seat, rendered.values);
      }
    });
    log.info(`Manifests and values for ${workshop.attendees.length} clusters are in ${to}`);
  });
}

async function write(folder: string, { cluster }: Seat, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${cluster}.yaml`), text);
}
