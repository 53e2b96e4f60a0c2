import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { upHost } from '../../host/host.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/program.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { connectByNodePort, connectBySeat, examineSeat } from '../support/workshop/attendee.ts';
import { interruptAt, openWorkshop } from '../support/workshop/workshop.ts';

jest.setTimeout(900_000);

const COUNT = 3;

test('an interrupted workshop resumes, its attendees are isolated from each other, and its end deletes everything', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, COUNT);
  const { name, shell, out, creation, seats } = workshop;

  const interrupted = await interruptAt(workshop, COUNT, 1);
  expect(interrupted).toMatchObject({ code: 130 });
  const before = await seats();
  const ready = before.filter(({ server }) => server);
  expect(ready.length).toBeGreaterThan(0);
  expect(ready.length).toBeLessThan(COUNT);

  const created = await shell.run(...creation(COUNT), '--output=json');
  expect(created).toMatchObject({ code: 0 });
  expect(created.stdout).not.toContain('token');
  const after = await seats();
  expect(after.map(({ cluster }) => cluster)).toEqual([1, 2, 3].map((it) => `${name}-0${it}`));
  // Clusters that were ready are the same as before.
  expect(after.map(({ ref }) => ref.leaseUid)).toEqual(
    expect.arrayContaining(ready.map(({ ref }) => ref.leaseUid)),
  );
  expect(await workshop.status()).toMatchObject(after.map(() => ({ state: 'ready' })));

  await using first = await connectBySeat(host, out, `${name}-01`);
  await using second = await connectBySeat(host, out, `${name}-02`);
  const hostServer = host.admin.getCurrentCluster()?.server ?? '';
  await examineSeat(first, hostServer, second.server);

  const one = await shell.run('workshop', 'delete', name, 'Attendee 3', `--out=${out}`);
  expect(one).toMatchObject({ code: 0 });
  expect((await seats()).map(({ cluster }) => cluster)).toEqual([`${name}-01`, `${name}-02`]);
  expect(await readFile(join(out, 'index.html'), 'utf8')).not.toContain('Attendee 3');

  expect(await shell.run('workshop', 'extend', name, '--ttl=20s', `--out=${out}`)).toMatchObject({
    code: 0,
  });
  const left = await eventually(
    async () => (await Promise.all(after.map(({ ref }) => host.objectIdsIn(ref.namespace)))).flat(),
    (objects) => objects.length === 0,
    120,
  );
  expect(left).toEqual([]);
  expect(await shell.run('sweep', '--older-than=1s')).toMatchObject({ code: 0 });
  expect(await eventually(seats, ({ length }) => length === 0, 30)).toEqual([]);
  figures('workshop', `${COUNT} seats, interrupted at the first`, `${ready.length} kept`, '0 left');
});

test('a seat that fails is retried once and reported, and the other seats are created', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, 2);
  const { name, shell, creation, seats, out } = workshop;
  // A foreign namespace with the name that the seat needs.
  const taken = { metadata: { name: `vcluster-${name}-01` } };
  await host.view.kube.core.createNamespace({ body: taken });
  const { code, stdout, stderr } = await shell.run(...creation(2), '--output=json');
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`${name}-01 \\(Attendee 1\\) is retried once: .*namespace`));
  expect(JSON.parse(stdout)).toMatchObject({
    clusters: [{ cluster: `${name}-02` }],
    failed: [{ cluster: `${name}-01`, reason: expect.stringContaining(`vcluster-${name}-01`) }],
  });
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('1 failed');
  expect((await seats()).map(({ cluster }) => cluster)).toEqual([`${name}-02`]);
  const gone = await shell.run('workshop', 'delete', name, `--out=${out}`);
  expect(gone).toMatchObject({ code: 0 });
  expect(await host.view.hasNamespace(`vcluster-${name}-01`)).toBe(true);
  expect(await readdir(shell.home)).not.toContain('hand-outs');
});

test('a misspelt manifest ends the workshop with its object and field, and leaves no seat', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, 2);
  const { shell, creation, seats } = workshop;
  const wrong = join(shell.home, 'wrong.yaml');
  await writeFile(wrong, MISSPELT);
  const { code, stderr } = await shell.run(...creation(2), `--manifests=${wrong}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/wrong.yaml: Deployment web could not be applied: .*spec.replcas/);
  expect(stderr).not.toContain('is retried once');
  expect(await eventually(seats, ({ length }) => length === 0, 60)).toEqual([]);
});

const MISSPELT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replcas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: docker.io/library/busybox:1.36 }] }
`;

test('render writes manifests and changes nothing on the host; applying them creates the clusters', async () => {
  await using host = await openE2eHost();
  await using workshop = await openWorkshop(host, 2);
  const { name, shell, file, seats } = workshop;
  const to = join(shell.home, 'rendered');
  const render = ['workshop', 'render', file, '--count=2', `--to=${to}`];
  expect(await shell.run(...render)).toMatchObject({ code: 0, stdout: '' });
  for (const folder of ['manifests', 'values'])
    expect(await readdir(join(to, folder))).toEqual([`${name}-01.yaml`, `${name}-02.yaml`]);
  const namespace = `vcluster-${name}-01`;
  expect(await host.view.hasNamespace(namespace)).toBe(false);

  const { kubeconfig } = await upHost();
  const { kubectl } = host.tools;
  const apply = ['apply', '--filename', join(to, 'manifests', `${name}-01.yaml`)];
  const applied = await runProgram(kubectl, ['--kubeconfig', kubeconfig, ...apply]);
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(applied.stdout).toContain('resourcequota/');
  expect(applied.stdout).toContain('networkpolicy');
  await using admin = await connectByNodePort(host, namespace, `${name}-01`);
  const read = async () => [
    (await admin.kubectl('get', 'welcomes', '--all-namespaces', '--output=name')).stdout,
    (await admin.kubectl('get', 'configmap', 'notes', '--namespace=notes', '--output=name')).stdout,
  ];
  const wanted = ['welcome.example.com/all\n', 'configmap/notes\n'];
  const found = await eventually(read, (it) => it.join() === wanted.join(), 120);
  expect(found).toEqual(wanted);
  expect(await seats()).toEqual([]);
});
