import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesObject, loadAllYaml } from '@kubernetes/client-node';
import { withImages } from './images.ts';

/** Events go nowhere here, one webhook is enough, and the last two are for people's roles. */
const NOT_NEEDED = /(^|\/)(events|webhook-hpa|clusterrole-aggregate-(edit|view))\.yaml$/;

/** The objects of a Tekton, from the `config` folder of its source, in the order in which they can be made. */
export function tektonObjects(source: string): KubernetesObject[] {
  const config = join(source, 'config');
  const files = globSync('{*.yaml,*/*.yaml}', { cwd: config }).filter((it) => !NOT_NEEDED.test(it));
  return files
    .map((file) => ({ file, rank: rankOf(file) }))
    .toSorted((one, other) => one.rank - other.rank || one.file.localeCompare(other.file))
    .flatMap(({ file }) => loadAllYaml(withImages(readFileSync(join(config, file), 'utf8'))))
    .filter((object) => object?.kind);
}

/** Their names begin with a number where the order counts; the rest comes last, such as Deployments. */
const rankOf = (file: string): number => Number(/(?:^|\/)(\d{3})-/.exec(file)?.[1] ?? 999);
