/** A job that makes a cluster and then stays: to be killed on the way. Says all that it does on its standard output. */
import { createCluster } from '../../src/core/index.ts';
import type { ClusterRef } from '../../src/core/ref.ts';
import type { ClusterSpec } from '../../src/core/spec.ts';
import { type LocalHostOptions, localHost } from './host.ts';
import { recordingLog } from './log.ts';

export interface Order {
  host: Pick<LocalHostOptions, 'kubeconfig' | 'helm' | 'workDir'>;
  spec: ClusterSpec;
  ref: ClusterRef;
}

const { host, spec, ref } = JSON.parse(process.argv[2] ?? '') as Order;
const log = recordingLog((line) => process.stdout.write(`${line}\n`));
await createCluster(localHost({ ...host, log }), spec, ref);
setInterval(() => {}, 60_000);
