import { readFileSync, writeFileSync } from 'node:fs';
import { compare, parse } from 'semver';
import { registryTags } from './registry-tags.ts';

/*
 * `node scripts/refresh-versions.ts` writes the newest patches that have images into the table of versions. What `stable`
 * stands for, and which engine is the default, stays a person's decision.
 */
const TABLE = 'src/core/versions/table.json';

interface Distro {
  latest: string;
  newest: Record<string, string>;
}

interface Table {
  distros: Record<string, Distro>;
}

/** Where the versions of a distro show, and how. EKS is left out: the engine that has it gets no new ones. */
const SOURCES = [
  { distro: 'k8s', image: 'ghcr.io/loft-sh/kubernetes', tag: /^v(1\.\d+\.\d+)$/, growing: true },
  { distro: 'k3s', image: 'registry-1.docker.io/rancher/k3s', tag: /^v(1\.\d+\.\d+)-k3s1$/ },
  { distro: 'k0s', image: 'registry-1.docker.io/k0sproject/k0s', tag: /^v(1\.\d+\.\d+)-k0s\.0$/ },
];

/** The table with the newest patch of each minor among `tags`; minors that are new only where the distro still grows. */
export function refreshed(distro: Distro, versions: readonly string[], growing = false): Distro {
  const newest = new Map(Object.entries(distro.newest));
  const [oldest = ''] = [...newest.keys()].sort(byVersion);
  for (const version of versions) {
    const { major, minor } = parse(version) ?? {};
    const line = `${major}.${minor}`;
    const known = newest.get(line);
    const isWanted = known ? compare(version, known) > 0 : growing && byVersion(line, oldest) > 0;
    if (isWanted) newest.set(line, version);
  }
  const lines = [...newest.keys()].sort(byVersion).reverse();
  return {
    ...distro,
    latest: growing ? (lines[0] ?? distro.latest) : distro.latest,
    newest: Object.fromEntries(lines.map((line) => [line, newest.get(line) ?? ''])),
  };
}

const byVersion = (one: string, other: string): number => compare(`${one}.0`, `${other}.0`);

async function refresh(): Promise<void> {
  const table = JSON.parse(readFileSync(TABLE, 'utf8')) as Table;
  for (const { distro, image, tag, growing } of SOURCES) {
    const tags = await registryTags(image);
    const versions = tags.flatMap((it) => tag.exec(it)?.[1] ?? []);
    const before = table.distros[distro];
    if (!before || versions.length === 0) throw new Error(`${image} has no version of ${distro}`);
    table.distros[distro] = refreshed(before, versions, growing);
  }
  writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
}

if (import.meta.main) await refresh();
