import { Command } from 'commander';
import { InputError } from '../core/errors.ts';
import { clusterImages } from '../core/release/images.ts';
import { OFFLINE_KUBERNETES_VERSIONS, resolveKubernetesVersion } from '../core/versions.ts';
import { creationShape, readFields } from '../faces/creation-inputs.ts';
import { addCreationOptions, rawInput } from './creation-options.ts';
import { json } from './json.ts';
import { outputOption } from './options.ts';

const { 'kubernetes-version': kubernetes, 'vcluster-version': vcluster, values } = creationShape;
const SHAPE = {
  'kubernetes-version': kubernetes,
  'vcluster-version': vcluster,
  values,
  'values-file': creationShape['values-file'],
};
const FLAGS = Object.keys(SHAPE) as (keyof typeof SHAPE)[];

/** `images`: what a cluster pulls before anybody uses it, one a line, without asking any server. */
export function imagesCommand(): Command {
  const command = new Command('images')
    .description('list the images that a cluster with these inputs pulls, to be mirrored')
    .addOption(outputOption('text', 'json'));
  return addCreationOptions(command, FLAGS).action(({ output }: { output: string }) => {
    const images = imagesFor(rawInput(command));
    process.stdout.write(
      output === 'json' ? json(images) : images.map((image) => `${image}\n`).join(''),
    );
  });
}

function imagesFor(raw: ReturnType<typeof rawInput>): string[] {
  const {
    'kubernetes-version': wanted,
    'vcluster-version': vclusterVersion,
    'values-file': fromFile,
    values = fromFile,
  } = readFields(SHAPE, raw);
  const kubernetesVersion = resolveKubernetesVersion(wanted, '');
  if (kubernetesVersion) return clusterImages({ kubernetesVersion, vclusterVersion, values });
  const allowed = OFFLINE_KUBERNETES_VERSIONS;
  throw new InputError([{ input: 'kubernetes-version', given: wanted, allowed }]);
}
