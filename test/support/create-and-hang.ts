/** A job that makes a cluster and then stays: to be killed on the way. */
import { createCluster } from '../../src/core/index.ts';
import type { ClusterRef } from '../../src/core/ref.ts';
import type { ClusterSpec } from '../../src/core/spec.ts';
import { type LocalHostOptions, localHost } from './host.ts';

export interface Order {
  host: Pick<LocalHostOptions, 'kubeconfig' | 'helm' | 'workDir'>;
  spec: ClusterSpec;
  ref: ClusterRef;
}

const { host, spec, ref } = JSON.parse(process.argv[2] ?? '') as Order;
await createCluster(localHost(host), spec, ref);
setInterval(() => {}, 60_000);
