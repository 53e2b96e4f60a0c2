import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kindClusters } from '../../src/runner-host/kind.ts';
import { findKind } from '../../src/runner-host/kind-program.ts';
import { runStreamed } from '../../src/runner-host/run-streamed.ts';
import { cached } from '../host/build/cached.ts';
import { kind } from '../host/build/programs.ts';
import { Report } from '../host/report.ts';
import { newFolder } from '../support/folder.ts';
import { recordingLog } from '../support/log.ts';

/** The real kind, with a container engine that pulls no images: its arguments, its configuration file and its errors. */
const BUILD = 600_000;
const { signal } = new AbortController();

/** Docker, which writes its arguments to a file. */
const docker = (calls: string) => `#!/bin/sh
echo "$@" >> '${calls}'
case "$1" in
  info) echo '{"MemTotal": 8589934592, "ServerVersion": "28.0.0", "CgroupVersion": "2", "Driver": "overlay2"}' ;;
  pull | inspect) echo 'Error response from daemon: manifest unknown' >&2; exit 1 ;;
esac
`;

async function openKind(engine: (calls: string) => string | undefined) {
  const folder = await newFolder();
  const calls = join(folder.path, 'calls');
  writeFileSync(calls, '');
  const text = engine(calls);
  if (text) writeFileSync(join(folder.path, 'docker'), text, { mode: 0o755 });
  const program = await cached(await kind(), new Report());
  const before = process.env.PATH;
  process.env.PATH = `${folder.path}:${program}:/bin`;
  const log = recordingLog();
  const find = () => findKind({ run: runStreamed, log, signal });
  return {
    log,
    calls: () => readFile(calls, 'utf8'),
    clusters: kindClusters({ run: runStreamed, findKind: find, env: {} }),
    kubeconfig: join(folder.path, 'kubeconfig'),
    async [Symbol.asyncDispose]() {
      process.env.PATH = before;
      await folder[Symbol.asyncDispose]();
    },
  };
}

test(
  'kind accepts our arguments and configuration, and the reason of its failure is found',
  async () => {
    await using it = await openKind(docker);
    await it.clusters.check();
    expect(await it.clusters.names()).toEqual([]);
    const cluster = { name: 'host-1', version: '9.9.9', kubeconfig: it.kubeconfig };
    const error = await it.clusters.create(cluster, it.log, signal).catch((thrown) => thrown);
    expect(error.message).toMatch(/kindest\/node:v9\.9\.9|manifest unknown/);
    expect(error.hint).toContain('host-version');
    expect(await it.calls()).toContain('kindest/node:v9.9.9');
    expect(it.log.lines.join('\n')).toMatch(/Using kind v\d.* from PATH/);
    expect(it.log.lines.join('\n')).toContain('Ensuring node image');
    await it.clusters.delete('host-1');
  },
  BUILD,
);

test(
  'without a container engine, the machine is refused before anything is made',
  async () => {
    await using it = await openKind(() => undefined);
    await expect(it.clusters.check()).rejects.toThrow('docker, nerdctl, podman are not installed');
    await expect(it.clusters.names()).rejects.toThrow(/could not be listed: .*docker/);
  },
  BUILD,
);
