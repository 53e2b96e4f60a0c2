import { gt, maxSatisfying } from 'semver';
import { type Distro, defaultVcluster, versionsOf } from '../src/core/versions/distros.ts';
import { knownVersions } from '../src/core/versions/kubernetes.ts';
import { minorOf } from '../src/core/versions/minor.ts';
import { releaseOf } from '../src/core/versions/vclusters.ts';
import { KUBERNETES_IMAGE, SOURCES, versionsIn } from './refresh-versions.ts';
import { registryImage } from './registry-image.ts';

/*
 * `node scripts/check-versions.ts` fails if the table of versions is about to be outdated, or names an image that is not there: a
 * scheduled job says so while there is still time for a release. `refresh-versions.ts` proposes the changes.
 */
const DAY = 24 * 60 * 60 * 1_000;
/** Of the end of the default vcluster, and for patches of the control plane, which fix vulnerabilities. */
const NOTICE = 30 * DAY;

export interface NewestImage {
  /** The patch version in the table. */
  known: string;
  newest: string;
  created: Date;
}

/** Returns what is overdue on a day, one sentence each. */
export function overdue(
  vcluster: { version: string; endOfLife: string },
  images: readonly NewestImage[],
  today: Date,
): string[] {
  const remaining = Date.parse(vcluster.endOfLife) - today.getTime();
  const ending = `The default vcluster ${vcluster.version} reaches its end of life on ${vcluster.endOfLife}: make a newer one the default.`;
  const stale = images
    .filter(({ known, newest }) => gt(newest, known))
    .filter(({ created }) => today.getTime() - created.getTime() > NOTICE)
    .map(({ known, newest, created }) => {
      const since = created.toISOString().slice(0, 10);
      return `The table has Kubernetes ${known}, but ${newest} has an image since ${since}: merge the refresh of the table.`;
    });
  return [...(remaining < NOTICE ? [ending] : []), ...stale];
}

/** Returns one sentence for each version of a distro for which its image has no tag. */
export const withoutImage = (
  { distro, image }: { distro: string; image: string },
  known: Iterable<string>,
  there: readonly string[],
): string[] =>
  [...known]
    .filter((version) => !there.includes(version))
    .map(
      (version) =>
        `The table has ${distro} ${version}, but ${image} has no tag of it: correct the table.`,
    );

/** The tags of each image, by its name. */
type Tags = ReadonlyMap<string, string[]>;

const readTags = async (): Promise<Tags> =>
  new Map(
    await Promise.all(
      SOURCES.map(async ({ image }) => [image, await registryImage(image).tags()] as const),
    ),
  );

const missingImages = (all: Tags): string[] =>
  SOURCES.flatMap(({ distro, image, tag }) => {
    const there = versionsIn(all.get(image) ?? [], tag);
    return withoutImage({ distro, image }, versionsOf(distro as Distro).newest.values(), there);
  });

/** Finds the newest image of each minor that the Kubernetes project still supports. */
async function newestImages(all: Tags, today: Date): Promise<NewestImage[]> {
  const image = registryImage(KUBERNETES_IMAGE);
  const tags = all.get(KUBERNETES_IMAGE) ?? [];
  return Promise.all(
    knownVersions({ supportedOn: today }).map(async (known) => {
      const newest = maxSatisfying(tags, `~${minorOf(known)}`)?.replace(/^v/, '') ?? known;
      return { known, newest, created: await image.created(`v${newest}`) };
    }),
  );
}

if (import.meta.main) {
  const today = new Date();
  const version = defaultVcluster('k8s');
  const vcluster = { version, endOfLife: releaseOf(version)?.endOfLife ?? '' };
  const tags = await readTags();
  const sentences = [
    ...overdue(vcluster, await newestImages(tags, today), today),
    ...missingImages(tags),
  ];
  for (const sentence of sentences) console.error(sentence);
  if (sentences.length > 0) process.exitCode = 1;
}
