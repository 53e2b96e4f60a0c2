import type { Command } from 'commander';
import { imagesOf } from '../core/chart/images.ts';
import { addInputs, type InputName, specsOf } from './inputs.ts';
import { outputOption } from './options.ts';
import { print } from './print.ts';
import { subcommand } from './verb.ts';

const INPUTS: InputName[] = [
  'kubernetes-version',
  'distro',
  'vcluster-version',
  'versions-file',
  'image-registry',
  'values',
  'values-file',
];

/** `images`: prints the images that a mirror needs. Makes no network requests. */
export function imagesCommand(): Command {
  const command = subcommand(
    'images',
    'list the images that a cluster pulls, for a registry mirror',
    ['--kubernetes-version 1.36 > images.txt'],
  ).alsoReporting(specsOf);
  return addInputs(command, INPUTS)
    .addOption(outputOption())
    .action(async ({ output }: { output: 'text' | 'json' }) => {
      const images = [...new Set(specsOf(command).flatMap(imagesOf))];
      await print(
        output === 'json'
          ? `${JSON.stringify(images, undefined, 2)}\n`
          : images.map((it) => `${it}\n`).join(''),
      );
    });
}
