import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import {
  LEASE_SECONDS,
  type LibraryProject,
  openLibraryProject,
} from './support/library/library-project.ts';

jest.setTimeout(600_000);

let library: LibraryProject;
beforeAll(async () => {
  library = await openLibraryProject();
});
afterAll(async () => library?.[Symbol.asyncDispose]());

/** A program that creates a cluster, prints it, and runs `end` when it reads a line. */
const program = (end: string) => `
import { createCluster } from 'ephemeral-vcluster';
const cluster = await createCluster({
  kubernetesVersion: '1.34', name: process.env.NAME, chart: process.env.CHART, versionsFile: process.env.VERSIONS, lease: '${LEASE_SECONDS}s',
});
console.log(JSON.stringify(cluster));
process.stdin.once('data', () => { ${end} });
`;

interface PrintedCluster {
  namespace: string;
  keeperPid: number;
  kubeconfig: string;
}

const isAlive = async (pid: number): Promise<boolean> => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['is killed', "process.kill(process.pid, 'SIGKILL')", [null, 'SIGKILL']],
  ['is interrupted', "process.kill(process.pid, 'SIGINT')", [null, 'SIGINT']],
  ['exits', 'process.exit(3)', [3, null]],
])(
  'when the process %s, its keeper and its files disappear immediately',
  async (_, end, expected) => {
    const { host, project, environment, workFolders } = library;
    const name = library.ownName();
    project.write('held.ts', program(end));
    const env = { ...process.env, ...environment(name) };
    const child = spawn(process.execPath, ['held.ts'], { cwd: project.path, env });
    using _kill = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await eventually(async () => output.includes('\n') || child.exitCode !== null, Boolean, 120);
    const { namespace, keeperPid, kubeconfig } = JSON.parse(output) as PrintedCluster;
    expect(await isAlive(keeperPid)).toBe(true);
    expect(existsSync(kubeconfig)).toBe(true);

    child.stdin.write('now\n');
    expect(await once(child, 'exit')).toEqual(expected);
    const isGone = async () => !(await isAlive(keeperPid)) && workFolders().length === 0;
    expect(await eventually(isGone, Boolean, 10)).toBe(true);

    if (end.includes('SIGKILL')) {
      const endedAt = Date.now();
      const left = () => host.objectIdsIn(namespace);
      expect(await left()).not.toEqual([]);
      expect(await eventually(left, (found) => found.length === 0, LEASE_SECONDS + 60)).toEqual([]);
      console.log(`gone ${((Date.now() - endedAt) / 1_000).toFixed(0)} s after the SIGKILL`);
    } else {
      // Another process can delete the cluster before the lease expires.
      const remove = `
      import { deleteCluster } from 'ephemeral-vcluster';
      console.log((await deleteCluster(process.env.NAME)).state);`;
      const args = ['--input-type=module', '--eval', remove];
      const { stdout } = await project.run(process.execPath, args, environment(name));
      expect(stdout).toBe('deleted\n');
      expect(await host.view.hasNamespace(namespace)).toBe(false);
    }
  },
);
