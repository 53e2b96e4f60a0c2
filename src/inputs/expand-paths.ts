import { resolve, sep } from 'node:path';
import type { RawInput } from '../core/spec/parse-input.ts';
import { expandHome } from '../machine/home.ts';
import { isPath } from '../machine/small-file.ts';

/** Inputs that are paths, or that can be one. */
const PATHS = [
  'ca-file',
  'chart',
  'helm-path',
  'host-kubeconfig-path',
  'values-file',
  'versions-file',
];

/**
 * Replaces `~` in paths by the home folder. Makes `kubeconfig-path` absolute, because later steps, which can have another
 * working directory, get it; a separator at its end stays, so that it can be reported.
 */
export function expandPaths(raw: RawInput, env: NodeJS.ProcessEnv): RawInput {
  const expanded = PATHS.filter((name) => raw[name]).map((name) => [
    name,
    expandHome(env, raw[name] ?? ''),
  ]);
  const target = raw['kubeconfig-path'] ?? '';
  // What is no path at all is reported as it was given.
  const path = target && isPath(target) ? absolute(expandHome(env, target)) : target;
  return { ...raw, ...Object.fromEntries(expanded), 'kubeconfig-path': path };
}

const absolute = (path: string): string => resolve(path) + (/[\\/]$/.test(path) ? sep : '');
