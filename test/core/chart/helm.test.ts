import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { installRelease, renderRelease } from '../../../src/core/chart/helm.ts';
import type { ProgramResult, Runtime } from '../../../src/core/runtime.ts';
import { newFolder } from '../../support/folder.ts';
import { createRef } from '../../support/ref.ts';

const values = { token: 'in-the-values' };
const kubeconfig = 'the-secret-kubeconfig';

const release = { ref: createRef(), chart: 'a.tgz', values, kubeconfig };

const install = (result: Partial<ProgramResult>, look?: (args: string[]) => Promise<void>) =>
  withHelm((runtime) => installRelease(runtime, release), result, look);

/** Runs `work` with a fake helm that ends with `result`. Returns the calls. */
async function withHelm(
  work: (runtime: Runtime) => Promise<void>,
  result: Partial<ProgramResult>,
  look?: (args: string[]) => Promise<void>,
) {
  await using folder = await newFolder();
  const calls: string[][] = [];
  const runtime: Pick<Runtime, 'helm' | 'workDir' | 'run'> = {
    helm: '/opt/helm',
    workDir: folder.path,
    run: async (program, args) => {
      calls.push([program, ...args]);
      await look?.([...args]);
      return { exitCode: 0, stdout: '', stderr: '', ...result };
    },
  };
  await work(runtime as Runtime);
  return calls;
}

test('one call installs the release in the namespace of the cluster', async () => {
  const [call = [], ...more] = await install({});
  expect(more).toEqual([]);
  expect(call.slice(0, 4)).toEqual(['/opt/helm', 'upgrade', 'ci-1', 'a.tgz']);
  expect(call.join(' ')).toContain('--install --namespace ci');
});

test('values and credentials are in private files, not on the command line', async () => {
  const calls = await install({}, async (args) => {
    const file = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
    expect(JSON.parse(await readFile(file('--values'), 'utf8'))).toEqual(values);
    expect(await readFile(file('--kubeconfig'), 'utf8')).toBe(kubeconfig);
    for (const flag of ['--values', '--kubeconfig']) {
      expect((await stat(file(flag))).mode & 0o777).toBe(0o600);
    }
  });
  expect(calls.flat().join(' ')).not.toMatch(/in-the-values|the-secret-kubeconfig/);
});

describe('a failure has a hint', () => {
  test.each([
    ['user "x" is attempting to grant RBAC permissions not currently held: pods/status', /missing/],
    ['secrets is forbidden: User "x" cannot create resource', /rights\.md/],
    ['Kubernetes cluster unreachable: connect: connection refused', /can reach that address/],
    ['pods "a" is forbidden: exceeded quota: small', /ResourceQuota/],
    ['something else', /these words/],
  ])('%s', async (stderr, hint) => {
    await expect(install({ exitCode: 1, stderr })).rejects.toMatchObject({
      message: expect.stringContaining(stderr),
      hint: expect.stringMatching(hint),
    });
  });

  test('warnings of helm are omitted', async () => {
    const stderr = 'WARNING: Kubernetes configuration file is group-readable\nError: no\n';
    const failed = install({ exitCode: 1, stderr });
    await expect(failed).rejects.toThrow(/: Error: no\n/);
    await expect(failed).rejects.not.toThrow(/group-readable/);
  });

  test('several errors form one line', async () => {
    const stderr = 'Error: 2 errors occurred:\n\t* services "a" is forbidden\n\t* b not found\n\n';
    await expect(install({ exitCode: 1, stderr })).rejects.toMatchObject({
      summary: expect.stringMatching(/: services "a" is forbidden; b not found$/),
    });
  });
});

test('values that the templates of the chart reject are a problem of the input', async () => {
  const stderr =
    'Error: execution error at (a.yaml:1:2): only one distro\nUse --debug flag to see\n';
  const render = (result: Partial<ProgramResult>) =>
    withHelm(async (runtime) => void (await renderRelease(runtime, release, '1.34.4')), result);
  await expect(render({ exitCode: 1, stderr })).rejects.toMatchObject({
    problems: [
      {
        input: 'values',
        allowed: 'values that the chart accepts (execution error at (a.yaml:1:2): only one distro)',
      },
    ],
  });
  const [call = []] = await render({});
  expect(call.slice(0, 4)).toEqual(['/opt/helm', 'template', 'ci-1', 'a.tgz']);
});
