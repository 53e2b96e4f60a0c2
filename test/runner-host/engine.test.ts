import { expect, test } from '@jest/globals';
import { checkEngine } from '../../src/runner-host/engine.ts';
import { NOT_FOUND, type RunStreamed, runStreamed } from '../../src/runner-host/run-streamed.ts';

/** A machine whose container engines answer so. */
const machine =
  (engines: Record<string, { exitCode?: number; stdout?: string; stderr?: string }>): RunStreamed =>
  async (program) => ({
    exitCode: program in engines ? 0 : NOT_FOUND,
    ...{ stdout: '', stderr: '', ...engines[program] },
  });

const info = (bytes: number) => JSON.stringify({ MemTotal: bytes });

test.each([
  [{ docker: { stdout: info(16e9) } }],
  [{ nerdctl: { stdout: info(16e9) } }],
  [{ podman: { stdout: JSON.stringify({ host: { memTotal: 16e9 } }) } }],
  [{ docker: { stdout: 'a warning, and no JSON' } }],
])('a machine with %j can run a host cluster', async (engines) => {
  await expect(checkEngine(machine(engines), {})).resolves.toBeUndefined();
});

test.each([
  [{}, {}, /docker, nerdctl, podman are not installed.*Install Docker/s],
  [
    { docker: { exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///x.sock.' } },
    {},
    /docker does not work: Cannot connect to the Docker daemon.*Start docker/s,
  ],
  [
    { docker: { exitCode: 1, stderr: 'permission denied while trying to connect' } },
    {},
    /permission denied.*Give this user the right/s,
  ],
  [{ docker: { stdout: info(1e9) } }, {}, /docker has 0.9 GiB of memory, and 2.0 GiB are needed/],
  [
    { docker: { stdout: info(16e9) } },
    { KIND_EXPERIMENTAL_PROVIDER: 'podman' },
    /podman, which KIND_EXPERIMENTAL_PROVIDER names, is not installed/,
  ],
])('a machine with %j and %j cannot: %s', async (engines, env, reason) => {
  await expect(checkEngine(machine(engines), env)).rejects.toThrow(reason);
});

test('a machine with a full disk cannot run a host cluster', async () => {
  const stdout = JSON.stringify({ MemTotal: 16e9, DockerRootDir: '/var/lib/docker' });
  const docker = machine({ docker: { stdout } });
  const free: Record<string, number> = { '/var/lib/docker': 1e9 };
  await expect(checkEngine(docker, {}, async (path) => free[path])).rejects.toThrow(
    /docker has 0.9 GiB of free disk space, and 4.0 GiB are needed/,
  );
  await expect(checkEngine(docker, {}, async () => undefined)).resolves.toBeUndefined();
});

test('a program that does not exist is told from one that fails', async () => {
  const { exitCode } = await runStreamed('a-program-that-does-not-exist', []);
  expect(exitCode).toBe(NOT_FOUND);
  expect((await runStreamed('false', [])).exitCode).toBe(1);
});

test('lines of stderr are reported while the program runs, and an abort ends it', async () => {
  const lines: string[] = [];
  const controller = new AbortController();
  const onLine = (line: string) => {
    lines.push(line);
    controller.abort();
  };
  const script = 'echo first >&2; exec sleep 60';
  const options = { onLine, signal: controller.signal };
  const { exitCode } = await runStreamed('sh', ['-c', script], options);
  expect(exitCode).toBe(1);
  expect(lines).toEqual(['first']);
});
