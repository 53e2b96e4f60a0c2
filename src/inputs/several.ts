import { z } from 'zod';
import type { InputProblem } from '../core/errors.ts';
import { ownVersions } from '../core/spec/own-versions.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { DISTROS } from '../core/versions/distros.ts';
import { knownVersions, SUPPORTED } from '../core/versions/kubernetes.ts';

/** Each cluster needs half a GiB for its control plane, and a keeper process next to the job. */
const MOST = 20;

const COUNTS = `a number from 1 to ${MOST}`;

export const countShape = z
  .string()
  .refine((text) => isCount(text), COUNTS)
  .transform(Number)
  .default(1);

const isCount = (text: string): boolean => /^[1-9]\d?$/.test(text) && Number(text) <= MOST;

/**
 * Returns the inputs of each cluster that `raw` requests: one for each version, or `count` of them. If there are several,
 * their names are `NAME-1`, `NAME-2` and so on.
 */
export function membersOf(raw: RawInput): RawInput[] {
  const versions = versionsOf(raw);
  const [version = ''] = versions;
  const count = isCount(raw.count ?? '') ? Number(raw.count) : 1;
  const wanted = versions.length > 1 ? versions.slice(0, MOST) : Array(count).fill(version);
  if (wanted.length === 1) return [version ? { ...raw, 'kubernetes-version': version } : raw];
  return wanted.map((it, index) => ({
    ...raw,
    'kubernetes-version': it,
    name: `${raw.name}-${index + 1}`,
  }));
}

/** Returns the problems with the requested number of clusters. */
export function numberProblems(raw: RawInput): InputProblem[] {
  const { length } = versionsOf(raw);
  const problems: InputProblem[] = [];
  if (length > MOST)
    problems.push({ input: 'kubernetes-version', allowed: `at most ${MOST} versions` });
  if (length > 1 && isCount(raw.count ?? '') && raw.count !== '1') {
    const allowed = 'left out if kubernetes-version lists several: each of them gets one cluster';
    problems.push({ input: 'count', allowed });
  }
  const namespaces = itemsOf(raw.namespace).length;
  const wanted = membersOf(raw).length;
  if (namespaces > 0 && wanted > namespaces) {
    // Otherwise the clusters of this call would wait for each other.
    const allowed = `left out, or ${wanted} namespaces: each can contain only one cluster at a time`;
    problems.push({ input: 'namespace', allowed });
  }
  return problems;
}

const versionsOf = (raw: RawInput): string[] => itemsOf(fromJson(raw['kubernetes-version']));

/**
 * Replaces the alias `supported` by the versions that it stands for. `versions-file` must be the contents of the file.
 */
export function withSupported(raw: RawInput): RawInput {
  const versions = versionsOf(raw);
  if (!versions.includes(SUPPORTED)) return raw;
  const expanded = versions.flatMap((it) => (it === SUPPORTED ? supportedVersions(raw) : it));
  return { ...raw, 'kubernetes-version': expanded.join(' ') };
}

/** The newest patch of each minor that the Kubernetes project has not ended; the alias itself if there is none. */
function supportedVersions(raw: RawInput): string[] {
  const distro = DISTROS.find((it) => it === (raw.distro || 'k8s'));
  const own = ownVersions.safeParse(raw['versions-file'] || '{}').data;
  const versions = distro && knownVersions({ distro, own, supportedOn: new Date() });
  return versions?.length ? versions : [SUPPORTED];
}

/** A list as `versions` prints it, and as `toJSON` writes it. Other texts stay as they are. */
function fromJson(text = ''): string {
  const list = /^\s*\[/.test(text) && parseList(text);
  return list ? list.join(' ') : text;
}

function parseList(text: string): string[] | undefined {
  try {
    const list = JSON.parse(text) as unknown[];
    return list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

const itemsOf = (text = ''): string[] => text.split(/[\s,]+/).filter(Boolean);
