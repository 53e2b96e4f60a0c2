import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { eventually } from '../../../support/eventually.ts';
import { openShell, type Shell, type ShellResult } from '../../support/cli/shell.ts';
import { uniqueName } from '../../support/host/host-view.ts';
import { mountSmallDisk } from '../../support/machine/small-disk.ts';
import type { MachineCase } from './machine-case.ts';

interface User {
  shell: Shell;
  /** Name of the cluster. */
  name: string;
  namespace: string;
  hasNamespace(): Promise<boolean>;
  /**
   * Runs a script of bash in which `$create` and `$run` have the flags of a creation, `$cli` is the command line, and
   * `$work` uses the cluster and exits with 7.
   */
  script(text: string, env?: Record<string, string>): Promise<ShellResult>;
}

/** A user with the command line. In the end there must be no cluster. */
const cliCase = (name: string, run: (user: User) => Promise<void>): MachineCase => ({
  name,
  run: async (host) => {
    await using shell = await openShell(host);
    const cluster = uniqueName('machine');
    const namespace = host.own(`vcluster-${cluster}`);
    // The times are for a proof that is killed.
    const { chart, versions } = host.tools;
    const local = `--chart=${chart} --versions-file=${versions}`;
    const flags = `--name=${cluster} ${local} --lease=60s --ttl=20m`;
    const env = {
      create: `${shell.cli} create ${flags}`,
      run: `${shell.cli} run ${flags}`,
      work: 'kubectl get serviceaccount default > /dev/null && exit 7',
      name: cluster,
      TMPDIR: shell.home,
    };
    const hasNamespace = () => host.view.hasNamespace(namespace);
    const script: User['script'] = (text, more) => shell.script(text, { ...env, ...more });
    await run({ shell, name: cluster, namespace, hasNamespace, script });
    // A creation that fails only begins the deletion. Without that, the cluster stays for its lease.
    expect(await eventually(hasNamespace, (there) => !there, 30)).toBe(false);
  },
});

const STREAMS: readonly MachineCase[] = [
  cliCase('nobody reads the stdout of create', async ({ script, shell, name }) => {
    const { code, stderr } = await script('$create | true');
    expect([code, stderr]).toEqual([1, expect.stringContaining('nobody reads it')]);
    expect(stderr).toContain('The cluster is deleted');
    const state = join(shell.home, '.local', 'state', 'ephemeral-vcluster');
    expect(readdirSync(state)).not.toContain(name);
  }),
  cliCase('nobody reads stdout and stderr of create', async ({ script }) => {
    expect(await script('$create 2>&1 | head -1')).toMatchObject({ code: 1 });
  }),
  cliCase('nobody reads stderr of create, and stdout of list and delete', async ({ script }) => {
    expect(await script('$create -o name 2> >(true)')).toMatchObject({ code: 0 });
    expect(await script('$cli list | true')).toMatchObject({ code: 141, stderr: '' });
    expect(await script('$cli delete $name | true')).toMatchObject({ code: 141 });
  }),
  cliCase('nobody reads stderr of run', async ({ script }) => {
    expect(await script('$run -- sh -c "$work" 2> >(true)')).toMatchObject({ code: 7 });
  }),
  cliCase('stdout and stderr of run are closed', async ({ script }) => {
    expect(await script('$run -- sh -c "$work" >&- 2>&-')).toMatchObject({ code: 7 });
  }),
];

const FILES: readonly MachineCase[] = [
  cliCase('the state directory of create is on a full disk', async ({ script, hasNamespace }) => {
    using disk = mountSmallDisk();
    disk.fill();
    const { code, stderr } = await script(`$create --state-dir ${disk.path}`);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Could not .*no space left/)]);
    expect(await hasNamespace()).toBe(false);
  }),
  cliCase('the command of run fills the disk of its state', async ({ script }) => {
    using disk = mountSmallDisk();
    const fill = `dd if=/dev/zero of=${disk.path}/filler bs=4k 2> /dev/null; $work`;
    const result = await script(`$run --state-dir ${disk.path} -- sh -c "${fill}"`);
    expect(result).toMatchObject({ code: 7 });
  }),
  cliCase('the state is wiped while run runs its command', async ({ script, shell }) => {
    const state = join(shell.home, 'state');
    const wipe = `kubectl get serviceaccount default && rm -rf ${state}/*; exit 7`;
    expect(await script(`$run --state-dir ${state} -- sh -c "${wipe}"`)).toMatchObject({ code: 7 });
  }),
  cliCase('the state is wiped after create', async ({ script, shell }) => {
    const state = `--state-dir ${join(shell.home, 'state')}`;
    const { code, stdout } = await script(
      `$create ${state} -o name && rm -rf ${shell.home}/state/* && $cli delete $name ${state}`,
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('deleted: ')]);
  }),
];

const HOMES: readonly MachineCase[] = [
  cliCase('a user that /etc/passwd does not have, without HOME', async ({ script }) => {
    const user = 'unset HOME; as="unshare --user --map-user=54321"';
    const { code, stdout } = await script(`${user}; $as $create -o name && $as $cli delete $name`);
    expect([code, stdout]).toEqual([0, expect.stringContaining('deleted: ')]);
  }),
  cliCase('HOME is read-only', async ({ script, shell, hasNamespace }) => {
    using home = mountSmallDisk({ readOnly: true });
    const env = { HOME: home.path };
    const { code, stderr } = await script('$create', env);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Set --state-dir')]);
    expect(await hasNamespace()).toBe(false);
    const state = `--state-dir ${join(shell.home, 'state')}`;
    expect(await script(`$run ${state} -- sh -c "$work"`, env)).toMatchObject({ code: 7 });
  }),
];

export const COMMAND_LINE_CASES: readonly MachineCase[] = [...STREAMS, ...FILES, ...HOMES];
