import { lt } from 'semver';
import type { Values } from './values-input.ts';

/** The values by which the workloads of a cluster reach all public addresses, but none in the ranges of `except`. */
export function publicEgress(vclusterVersion: string, except: readonly string[]): Values {
  const networkPolicy = lt(vclusterVersion, '0.33.0-0')
    ? { enabled: true, outgoingConnections: { ipBlock: { except } } }
    : { enabled: true, workload: { publicEgress: { except } } };
  return { policies: { networkPolicy } };
}
