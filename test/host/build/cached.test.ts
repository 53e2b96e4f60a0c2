import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../kube.ts';
import { run } from '../run.ts';
import { keyOf } from './cached.ts';

const BUILDER = fileURLToPath(new URL('../testing/build-program.ts', import.meta.url));

describe('the key of a recipe', () => {
  it('changes with any ingredient, and only then', () => {
    const key = keyOf({ name: 'a', ingredients: ['-flag', { 'main.go': 'x' }] });
    expect(key).toMatch(/^a-[0-9a-f]{12}$/);
    expect(keyOf({ name: 'a', ingredients: ['-flag', { 'main.go': 'x' }] })).toBe(key);
    expect(keyOf({ name: 'a', ingredients: ['-flag', { 'main.go': 'y' }] })).not.toBe(key);
    expect(keyOf({ name: 'a', ingredients: ['-other', { 'main.go': 'x' }] })).not.toBe(key);
  });
});

describe('a build', () => {
  let cache: string;
  let module: string;

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'cache-'));
    module = join(cache, 'module');
    await mkdir(module);
    await writeFile(join(module, 'go.mod'), 'module example.org/tiny\n\ngo 1.26\n');
    await writeFile(join(module, 'main.go'), 'package main\n\nfunc main() { print("tiny") }\n');
  });
  afterAll(() => rm(cache, { recursive: true, force: true }));

  const builder = (name: string): ChildProcess =>
    spawn(process.execPath, [BUILDER, name, module], {
      env: { ...process.env, NODE_OPTIONS: '', XDG_CACHE_HOME: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const outputOf = (child: ChildProcess) => (child.stdout ? text(child.stdout) : '');
  const built = () => readdir(join(cache, 'ephemeral-vcluster', 'build')).catch(() => []);

  it('that was killed is repeated completely, and leaves no partial folder behind', async () => {
    const killed = builder('interrupted');
    await until('build', 60, async () => (await built()).some((f) => f.includes('unfinished')));
    killed.kill('SIGKILL');
    await once(killed, 'exit');

    const folder = (await outputOf(builder('interrupted'))).split(' ')[1]?.trim() ?? '';
    await run(join(folder, 'tiny'), []);
    expect(await built()).toEqual([expect.stringMatching(/^interrupted-[0-9a-f]{12}$/)]);
  }, 120_000);

  it('that two processes need at the same time runs once, and both get the result', async () => {
    const outputs = await Promise.all([outputOf(builder('both')), outputOf(builder('both'))]);
    const [how, folders] = [0, 1].map((word) => outputs.map((o) => o.trim().split(' ')[word]));
    expect(how?.sort()).toEqual(['built', 'found']);
    expect(new Set(folders).size).toBe(1);
  }, 120_000);
});
