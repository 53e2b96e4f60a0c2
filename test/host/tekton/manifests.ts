import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withImages } from './images.ts';

/** Events go nowhere here, nothing is fetched from elsewhere, one webhook is enough, and the last are for people's roles. */
const NOT_NEEDED =
  /^resolvers\/|(^|\/)(events|webhook-hpa|clusterrole-aggregate-(edit|view))\.yaml$/;

/** The manifests of a Tekton, from the `config` folder of its source, in the order in which they can be applied. */
export function tektonManifests(source: string): string {
  const config = join(source, 'config');
  const files = globSync('{*.yaml,*/*.yaml}', { cwd: config }).filter((it) => !NOT_NEEDED.test(it));
  return files
    .map((file) => ({ file, rank: rankOf(file) }))
    .toSorted((one, other) => one.rank - other.rank || one.file.localeCompare(other.file))
    .map(({ file }) => withImages(readFileSync(join(config, file), 'utf8')))
    .join('\n---\n');
}

/** Their names begin with a number where the order counts; the rest comes last, such as Deployments. */
const rankOf = (file: string): number => Number(/(?:^|\/)(\d{3})-/.exec(file)?.[1] ?? 999);
