import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { readWorkshop } from '../../faces/workshop/read-workshop.ts';
import { bundleCharts } from '../../workshop/bundle-charts.ts';
import { renderSeat } from '../../workshop/render.ts';
import { seatsFor } from '../../workshop/seat.ts';
import { interruptible } from '../interruption.ts';
import type { CliLog } from '../log.ts';
import { subcommand } from '../options.ts';
import { makeWorkshopHost } from './host-for.ts';
import { addWorkshopOptions, flagsOf } from './options.ts';

/** `workshop render`: a folder for each attendee, with what GitOps applies. */
export function renderCommand(log: CliLog): Command {
  const command = addWorkshopOptions(
    subcommand('render', 'write manifests and values for GitOps; nothing is made'),
  )
    .addArgument(new Argument('[file]', 'a workshop.yaml; flags count more'))
    .option('--to <folder>', 'where they go. Default is NAME-manifests.');
  return command.action(async (file: string | undefined, options: { to?: string }) => {
    const { workshop, inputs } = readWorkshop(file, flagsOf(command), process.env);
    const to = resolve(options.to ?? `${workshop.name}-manifests`);
    await interruptible(async (signal) => {
      await using world = await makeWorkshopHost(inputs, log, signal);
      const charts = await bundleCharts(world.host, workshop.charts);
      for (const seat of seatsFor(workshop.name, workshop.attendees)) {
        signal.throwIfAborted();
        const { files } = await renderSeat(world.host, { ...workshop, charts }, seat);
        const folder = join(to, seat.cluster);
        await mkdir(folder, { recursive: true });
        for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      }
    });
    log.info(`Manifests and values for ${workshop.attendees.length} clusters are in ${to}`);
  });
}
