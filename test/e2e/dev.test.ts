import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { runProgram } from '../support/program.ts';
import { openShell, type Shell } from './support/cli/shell.ts';
import { openE2eHost } from './support/host/e2e-host.ts';
import { uniqueName } from './support/host/host-view.ts';

/** Clusters that outlive a job, and users who connect from several machines. */
jest.setTimeout(300_000);

/** The kubeconfig of the user. `KUBECONFIG` points to the host's kubeconfig in these shells. */
const ownConfig = (shell: Shell) => join(shell.home, 'own-config');

test('a cluster is kept, listed, connected to from another machine, extended, and deleted with its kubeconfig context', async () => {
  await using host = await openE2eHost();
  await using maker = await openShell(host);
  await using other = await openShell(host);
  const name = uniqueName('dev');
  host.own(`vcluster-${name}`);
  const { kubectl, chart, versions } = host.tools;
  const hostFlag = `--host-kubeconfig-path=${host.user.kubeconfig}`;

  const local = [`--chart=${chart}`, `--versions-file=${versions}`];
  const create = ['create', `--name=${name}`, ...local, '--until-ttl', '--ttl=1h'];
  const created = await maker.run(...create, '--output=json');
  expect(created).toMatchObject({ code: 0 });
  const { kubeconfig } = JSON.parse(created.stdout) as { kubeconfig: string };
  const asMaker = await runProgram(kubectl, ['--kubeconfig', kubeconfig, 'get', 'ns']);
  expect(asMaker).toMatchObject({ exitCode: 0 });

  const [listed] = (
    JSON.parse((await other.run('list', '--output=json')).stdout) as Listed[]
  ).filter((it) => it.name === name);
  expect(listed?.createdBy).toMatch(/@|run/);

  other.env.KUBECONFIG = ownConfig(other);
  const connected = await other.run('connect', name, hostFlag, '--detach', '--merge');
  expect(connected).toMatchObject({ code: 0 });
  const context = `ephemeral-vcluster/${name}`;
  const merged = ['--kubeconfig', ownConfig(other), '--context', context, 'get', 'ns'];
  expect(await runProgram(kubectl, merged)).toMatchObject({ exitCode: 0 });
  const again = await other.run('connect', name, hostFlag, '--detach');
  expect(again.stderr).toContain(`${name} is already connected`);
  expect(again.stdout).toBe(connected.stdout);

  const before = Date.parse(listed?.expiresAt ?? '');
  const extended = await other.run('extend', name, hostFlag, '--ttl=2h');
  expect(extended).toMatchObject({ code: 0 });
  expect(Date.parse(extended.stdout.trim())).toBeGreaterThan(before + 3_000_000);
  const [later] = (
    JSON.parse((await maker.run('list', '--output=json')).stdout) as Listed[]
  ).filter((it) => it.name === name);
  expect(later?.expiresAt).toBe(extended.stdout.trim());

  expect(await other.run('delete', name)).toMatchObject({ code: 0 });
  expect(await readFile(ownConfig(other), 'utf8')).not.toContain(context);
  expect(await host.view.hasNamespace(`vcluster-${name}`)).toBe(false);
  // The user who created it can still call delete; the process of the tunnel exits by itself.
  expect(await maker.run('delete', name)).toMatchObject({ code: 0 });
});

test('a connection in the foreground ends with its process, and the cluster stays', async () => {
  await using host = await openE2eHost();
  await using maker = await openShell(host);
  await using other = await openShell(host);
  const name = uniqueName('dev');
  host.own(`vcluster-${name}`);
  const { chart, versions } = host.tools;
  const local = [`--chart=${chart}`, `--versions-file=${versions}`];
  const create = ['create', `--name=${name}`, ...local, '--until-ttl'];
  expect(await maker.run(...create, '--ttl=10m')).toMatchObject({ code: 0 });

  const hostFlag = `--host-kubeconfig-path=${host.user.kubeconfig}`;
  other.env.KUBECONFIG = ownConfig(other);
  const child = other.start('connect', name, hostFlag, '--merge', '--use');
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdout?.resume();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await eventually(async () => output.includes('press Ctrl-C'), Boolean, 60);
  const kubectl = await runProgram(host.tools.kubectl, [
    ...['--kubeconfig', ownConfig(other), 'get', 'ns'],
  ]);
  expect(kubectl).toMatchObject({ exitCode: 0 });
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(await readFile(ownConfig(other), 'utf8')).not.toContain(name);
  expect(await host.view.hasNamespace(`vcluster-${name}`)).toBe(true);

  expect(await maker.run('extend', name, '--ttl=10s')).toMatchObject({ code: 0 });
  const left = await eventually(
    () => host.objectIdsIn(`vcluster-${name}`),
    (objects) => objects.length === 0,
    120,
  );
  expect(left).toEqual([]);
});

interface Listed {
  name: string;
  createdBy: string;
  expiresAt: string;
}
