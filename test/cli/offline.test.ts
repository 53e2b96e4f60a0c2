import { expect, jest, test } from '@jest/globals';
import { runProgram } from '../support/program.ts';

jest.setTimeout(60_000);

const run = (...args: string[]) =>
  runProgram(process.execPath, ['--no-warnings', 'src/index.ts', ...args], {
    env: { HOME: '/nonexistent', KUBECONFIG: '', GITHUB_ACTIONS: '' },
  });

test('versions lists --count versions of --range, newest first', async () => {
  const { stdout, exitCode } = await run(
    'versions',
    '--range=>=1.32 <1.36',
    '--count=2',
    '--ended',
    '-o',
    'json',
  );
  const versions = JSON.parse(stdout) as string[];
  expect(versions.map((it) => it.replace(/\.\d+$/, ''))).toEqual(['1.35', '1.34']);
  expect(exitCode).toBe(0);
});

test('an empty flag, as from an empty Tekton param, counts as not given', async () => {
  const { stdout } = await run('versions', '--range=', '--count=', '--ended=');
  const { stdout: all } = await run('versions');
  expect(all).toMatch(/^(1\.\d+\.\d+\n)+$/);
  expect(stdout).toBe(all);
});

test('the images of a version are those of vcluster, Kubernetes and CoreDNS', async () => {
  const { stdout } = await run('images', '--kubernetes-version', '1.34.4', '--output', 'json');
  expect(JSON.parse(stdout)).toEqual([
    expect.stringMatching(/\/vcluster-oss:\d/),
    expect.stringMatching(/\/kubernetes:v1\.34\.4$/),
    expect.stringMatching(/\/coredns:v\d/),
  ]);
});

test('another distro has other images, and another version of vcluster', async () => {
  const { stdout } = await run('images', '--distro', 'eks');
  const images = stdout.trim().split('\n');
  expect(images[0]).toMatch(/^ghcr\.io\/loft-sh\/vcluster:0\.19\.\d+$/);
  const programs = ['kube-controller-manager', 'kube-apiserver', 'etcd', 'coredns'];
  expect(images.slice(1)).toEqual(
    programs.map((name) => expect.stringMatching(new RegExp(`eks-distro/.*/${name}:v.*-eks-`))),
  );
});

test('with --image-registry, each image has its path in that registry', async () => {
  const { stdout } = await run(
    ...['images', '--kubernetes-version', '1.34.4', '--image-registry', 'mirror.test:5000/ci/'],
  );
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^mirror\.test:5000\/ci\/loft-sh\/vcluster-oss:\d/),
    'mirror.test:5000/ci/loft-sh/kubernetes:v1.34.4',
    expect.stringMatching(/^mirror\.test:5000\/ci\/coredns\/coredns:v1/),
  ]);
});

test('the registry in the values is in the images', async () => {
  const values = 'controlPlane: {advanced: {defaultImageRegistry: mirror.test}}';
  const { stdout } = await run('images', '--values', values);
  const images = stdout.trim().split('\n');
  expect(images).toHaveLength(3);
  for (const image of images) expect(image).toMatch(/^mirror\.test\//);
});

test('a cluster without a CoreDNS pod does not pull its image', async () => {
  const values = 'controlPlane: {coredns: {embedded: true}}';
  const { stdout } = await run('images', '--values', values);
  expect(stdout).not.toContain('coredns');
});

test('an unknown field in --result is an error before anything is created', async () => {
  const { stderr, exitCode } = await run('create', '--result', 'nam=/tmp/name');
  expect(stderr).toContain('FIELD is one of name, namespace, kubeconfig');
  expect(exitCode).toBe(2);
});

test.each([
  ['no-such-program', 127],
  [import.meta.filename, 126],
])('run %s exits with %i before anything is created', async (program, expected) => {
  const { stdout, exitCode } = await run('run', '--', program);
  expect(stdout).toBe('');
  expect(exitCode).toBe(expected);
});

test('create reports all invalid flags in one error', async () => {
  const { stderr, stdout, exitCode } = await run(
    'create',
    '--host=existing',
    '--ttl=x',
    '--lease=y',
    '--name=A',
  );
  expect(stderr).toContain('  No host cluster found');
  for (const flag of ['ttl', 'lease', 'name']) expect(stderr).toContain(`  --${flag}: `);
  expect(stdout).toMatch(/^export KUBECONFIG='.*'\nfalse\n$/m);
  expect(exitCode).toBe(2);
});
