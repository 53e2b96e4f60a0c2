import { systemClock } from '../../../src/core/clock.ts';
import { holdHost, releaseHost } from '../../../src/runner-host/hold.ts';
import { newHolder } from '../../../src/runner-host/holders.ts';
import { Records } from '../../../src/runner-host/records.ts';
import { recordingLog } from '../../support/log.ts';
import { folderClusters } from './folder-clusters.ts';

/* Holds the host cluster NAME for a moment, as a step of a job does: `node hold-program.ts CLUSTERS RECORDS NAME`. */
const [, , clusters = '', records = '', name = ''] = process.argv;
const keeping = {
  clusters: folderClusters(clusters),
  records: new Records(records),
  clock: systemClock,
  log: recordingLog(),
  signal: new AbortController().signal,
};
console.log('begun');
const holder = newHolder(String(process.pid), 60_000, Date.now(), process.pid);
await holdHost(keeping, { name, version: undefined }, holder);
console.log('held');
await systemClock.sleep(10);
await releaseHost(keeping, name, holder.id);
console.log('released');
