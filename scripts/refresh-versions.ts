import { readFileSync, writeFileSync } from 'node:fs';
import { compare, parse } from 'semver';
import { registryTags } from './registry-tags.ts';

/*
 * `node scripts/refresh-versions.ts` writes the newest patches that have images into the table of versions. A maintainer
 * decides which version `stable` stands for, and which version of vcluster is the default.
 */
const TABLE = 'src/core/versions/table.json';

interface Distro {
  latest: string;
  newest: Record<string, string>;
}

interface Table {
  distros: Record<string, Distro>;
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
export function refreshed(distro: Distro, versions: readonly string[], growing = false): Distro {
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
  writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
}

if (import.meta.main) await refresh();
