import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withImages } from './images.ts';

/** Not needed: event reporting, remote resolvers, autoscaling of the webhook, and aggregated roles for users. */
const NOT_NEEDED =
  /^resolvers\/|(^|\/)(events|webhook-hpa|clusterrole-aggregate-(edit|view))\.yaml$/;

/** The manifests of Tekton, from the `config` folder of its source, in the order in which to apply them. */
export function tektonManifests(source: string): string {
  const config = join(source, 'config');
  const files = globSync('{*.yaml,*/*.yaml}', { cwd: config }).filter((it) => !NOT_NEEDED.test(it));
  return files
    .map((file) => ({ file, rank: rankOf(file) }))
    .toSorted((one, other) => one.rank - other.rank || one.file.localeCompare(other.file))
    .map(({ file }) => withImages(readFileSync(join(config, file), 'utf8')))
    .join('\n---\n');
}

/** File names start with a number if the order matters. Files without a number, such as Deployments, come last. */
const rankOf = (file: string): number => Number(/(?:^|\/)(\d{3})-/.exec(file)?.[1] ?? 999);
