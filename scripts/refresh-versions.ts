import { readFileSync, writeFileSync } from 'node:fs';
import { compare, maxSatisfying, parse } from 'semver';
import { profileOf } from '../src/core/chart/profile-of.ts';
import type { Distro as DistroName } from '../src/core/versions/distros.ts';
import { parseYaml } from '../src/core/yaml.ts';
import { registryImage } from './registry-image.ts';

/*
 * `node scripts/refresh-versions.ts` writes the newest patches that have images or charts, the ends of life of Kubernetes, and the
 * checksums of the default charts, into the table of versions, and prints what has changed. A maintainer decides which version of vcluster is the
 * default. A minor with an image is `latest` only if that version supports it.
 */
const TABLE = 'src/core/versions/table.json';
const INDEX = 'https://charts.loft.sh/index.yaml';
/** The cycles of Kubernetes, maintained from the patch releases page of its project. */
const LIFECYCLE = 'https://endoflife.date/api/kubernetes.json';

interface Distro {
  /** The default version of vcluster. */
  vcluster: string;
  newest: Record<string, string>;
}

/** A minor of Kubernetes, with its end of life as `YYYY-MM-DD`. */
interface Lifecycle {
  minor: string;
  endOfLife: string;
}

interface Table {
  distros: Record<string, Distro>;
  /** The sha256 of charts, in hex, by `NAME-VERSION`. */
  charts: Record<string, string>;
  kubernetes: Lifecycle[];
  vclusters: { minor: string; newest?: string }[];
}

export const KUBERNETES_IMAGE = 'ghcr.io/loft-sh/kubernetes';

/**
 * The image and the tag format of each distro. EKS is missing: the version of vcluster that supports it gets no new
 * EKS versions.
 */
export const SOURCES = [
  { distro: 'k8s', image: KUBERNETES_IMAGE, tag: /^v(1\.\d+\.\d+)$/, growing: true },
  { distro: 'k3s', image: 'registry-1.docker.io/rancher/k3s', tag: /^v(1\.\d+\.\d+)-k3s1$/ },
  { distro: 'k0s', image: 'registry-1.docker.io/k0sproject/k0s', tag: /^v(1\.\d+\.\d+)-k0s\.0$/ },
];

/** Returns the versions of Kubernetes that tags of a format stand for. */
export const versionsIn = (tags: readonly string[], format: RegExp): string[] =>
  tags.flatMap((tag) => format.exec(tag)?.[1] ?? []);

/** Returns the table with the newest patch of each minor in `versions`. Adds new minors only if `growing` is set. */
export function refreshed<D extends Pick<Distro, 'newest'>>(
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
    newest: Object.fromEntries(minors.map((minor) => [minor, newest.get(minor) ?? ''])),
  };
}

/** A minor, as endoflife.date lists it. */
interface Cycle {
  cycle: string;
  eol: string | boolean;
}

/**
 * Returns the ends of life with those that the cycles add or move, newest minor first. Minors that are older than the
 * table are left out.
 */
export function withLifecycle(known: readonly Lifecycle[], cycles: readonly Cycle[]): Lifecycle[] {
  const ends = new Map(known.map(({ minor, endOfLife }) => [minor, endOfLife]));
  const [oldest = ''] = [...ends.keys()].sort(byVersion);
  for (const { cycle, eol } of cycles)
    if (typeof eol === 'string' && byVersion(cycle, oldest) >= 0) ends.set(cycle, eol);
  return [...ends]
    .map(([minor, endOfLife]) => ({ minor, endOfLife }))
    .sort((one, other) => byVersion(other.minor, one.minor));
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

async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} returned HTTP ${response.status}.`);
  return response.text();
}

/** Returns the lines of vcluster with the newest patch of each that the repository has. */
export function withNewestPatches<L extends { minor: string; newest?: string }>(
  lines: readonly L[],
  { entries }: ChartIndex,
): L[] {
  const versions = (entries.vcluster ?? []).map(({ version }) => version);
  return lines.map((line) => {
    const newest = maxSatisfying([line.newest ?? '', ...versions], `~${line.minor}`);
    return newest ? { ...line, newest } : line;
  });
}

/** Describes the differences of two tables in Markdown, one line each, for the pull request. */
export function describeChanges(before: Table, after: Table): string[] {
  const rows = [
    ...Object.keys(after.distros).map((distro) => ({
      what: `newest patch of ${distro}, by the tags of its image`,
      old: before.distros[distro]?.newest,
      now: after.distros[distro]?.newest,
    })),
    { what: `end of life, by ${LIFECYCLE}`, old: endsOf(before), now: endsOf(after) },
    { what: `newest vcluster, by ${INDEX}`, old: patchesOf(before), now: patchesOf(after) },
    { what: `checksum of the default chart, by ${INDEX}`, old: before.charts, now: after.charts },
  ];
  return rows.flatMap(({ what, old = {}, now = {} }) =>
    Object.entries(now)
      .filter(([key, value]) => old[key] !== value)
      .map(([key, value]) => `- ${key}: ${old[key] ?? 'none'} → ${value} (${what})`),
  );
}

const endsOf = ({ kubernetes }: Table): Record<string, string> =>
  Object.fromEntries(kubernetes.map(({ minor, endOfLife }) => [minor, endOfLife]));

const patchesOf = ({ vclusters }: Table): Record<string, string> =>
  Object.fromEntries(vclusters.map(({ minor, newest = '' }) => [minor, newest]));

const byVersion = (one: string, other: string): number => compare(`${one}.0`, `${other}.0`);

async function refresh(): Promise<void> {
  const before = readFileSync(TABLE, 'utf8');
  const table = JSON.parse(before) as Table;
  for (const { distro, image, tag, growing } of SOURCES) {
    const versions = versionsIn(await registryImage(image).tags(), tag);
    const known = table.distros[distro];
    if (!known || versions.length === 0)
      throw new Error(
        `No tag of ${image} is a version of ${distro}, or the table ${TABLE} has no distro ${distro}: check SOURCES.`,
      );
    table.distros[distro] = refreshed(known, versions, growing);
  }
  const wanted = Object.entries(table.distros).map(([distro, { vcluster }]) => ({
    name: profileOf(vcluster).chart(distro as DistroName),
    version: vcluster,
  }));
  const index = parseYaml(await textOf(INDEX)) as ChartIndex;
  table.vclusters = withNewestPatches(table.vclusters, index);
  table.charts = withChecksums(table.charts, wanted, index);
  const cycles = JSON.parse(await textOf(LIFECYCLE)) as Cycle[];
  table.kubernetes = withLifecycle(table.kubernetes, cycles);
  writeFileSync(TABLE, `${JSON.stringify(table, undefined, 2)}\n`);
  console.log(describeChanges(JSON.parse(before) as Table, table).join('\n'));
}

if (import.meta.main) await refresh();
