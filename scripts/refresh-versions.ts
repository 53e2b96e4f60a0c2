import { readFileSync, writeFileSync } from 'node:fs';
import { compare, parse } from 'semver';
import { profileOf } from '../src/core/chart/profile-of.ts';
import type { Distro as DistroName } from '../src/core/versions/distros.ts';
import { parseYaml } from '../src/core/yaml.ts';
import { registryTags } from './registry-tags.ts';

/*
 * `node scripts/refresh-versions.ts` writes the newest patches that have images, and the checksums of the default charts, into
 * the table of versions. A maintainer
 * decides which version `stable` stands for, and which version of vcluster is the default.
 */
const TABLE = 'src/core/versions/table.json';
const INDEX = 'https://charts.loft.sh/index.yaml';

interface Distro {
  /** The default version of vcluster. */
  vcluster: string;
  latest: string;
  newest: Record<string, string>;
}

interface Table {
  distros: Record<string, Distro>;
  /** The sha256 of charts, in hex, by `NAME-VERSION`. */
  charts: Record<string, string>;
}

/**
 * The image and the tag format of each distro. EKS is missing: the version of vcluster that supports it gets no new
 * EKS versions.
 */
const SOURCES = [
  { distro: 'k8s', image: 'ghcr.io/loft-sh/kubernetes', tag: /^v(1\.\d+\.\d+)$/, growing: true },
  { distro: 'k3s', image: 'registry-1.docker.io/rancher/k3s', tag: /^v(1\.\d+\.\d+)-k3s1$/ },
  { distro: 'k0s', image: 'registry-1.docker.io/k0sproject/k0s', tag: /^v(1\.\d+\.\d+)-k0s\.0$/ },
];

/** Returns the table with the newest patch of each minor in `versions`. Adds new minors only if `growing` is set. */
export function refreshed<D extends Pick<Distro, 'latest' | 'newest'>>(
  distro: D,
  versions: readonly string[],
  growing = false,
): D {
  const newest = new Map(Object.entries(distro.newest));
  const [oldest = ''] = [...newest.keys()].sort(byVersion);
  for (const version of versions) {
    const { major, minor } = parse(version) ?? {};
    const minorVersion = `${major}.${minor}`;
    const known = newest.get(minorVersion);
    const isWanted = known
      ? compare(version, known) > 0
      : growing && byVersion(minorVersion, oldest) > 0;
    if (isWanted) newest.set(minorVersion, version);
  }
  const minors = [...newest.keys()].sort(byVersion).reverse();
  return {
    ...distro,
    latest: growing ? (minors[0] ?? distro.latest) : distro.latest,
    newest: Object.fromEntries(minors.map((minor) => [minor, newest.get(minor) ?? ''])),
  };
}

/** The index of a helm repository: the part that is used here. */
interface ChartIndex {
  entries: Record<string, { version: string; digest: string }[] | undefined>;
}

/**
 * Returns the checksums with those of the default versions of vcluster added.
 *
 * @throws Error if the repository has no such chart, or another checksum for one that is known: it was replaced.
 */
export function withChecksums(
  charts: Table['charts'],
  wanted: readonly { name: string; version: string }[],
  { entries }: ChartIndex,
): Table['charts'] {
  const found = wanted.map(({ name, version }): [string, string] => {
    const chart = `${name}-${version}`;
    const digest = entries[name]?.find((it) => it.version === version)?.digest;
    if (!digest) throw new Error(`The index ${INDEX} has no checksum of ${chart}.`);
    if ((charts[chart] ?? digest) !== digest)
      throw new Error(`${chart} was replaced: ${TABLE} has ${charts[chart]}, the index ${digest}.`);
    return [chart, digest];
  });
  return { ...charts, ...Object.fromEntries(found) };
}

async function chartIndex(): Promise<ChartIndex> {
  const response = await fetch(INDEX);
  if (!response.ok) throw new Error(`${INDEX} returned HTTP ${response.status}.`);
  return parseYaml(await response.text()) as ChartIndex;
}

const byVersion = (one: string, other: string): number => compare(`${one}.0`, `${other}.0`);

async function refresh(): Promise<void> {
  const table = JSON.parse(readFileSync(TABLE, 'utf8')) as Table;
  for (const { distro, image, tag, growing } of SOURCES) {
    const tags = await registryTags(image);
    const versions = tags.flatMap((it) => tag.exec(it)?.[1] ?? []);
    const before = table.distros[distro];
    if (!before || versions.length === 0)
      throw new Error(
        `No tag of ${image} is a version of ${distro}, or the table ${TABLE} has no distro ${distro}: check SOURCES.`,
      );
    table.distros[distro] = refreshed(before, versions, growing);
  }
  const wanted = Object.entries(table.distros).map(([distro, { vcluster }]) => ({
    name: profileOf(vcluster).chart(distro as DistroName),
    version: vcluster,
  }));
  table.charts = withChecksums(table.charts, wanted, await chartIndex());
  writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
}

if (import.meta.main) await refresh();
