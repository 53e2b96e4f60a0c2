import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cacheRoot } from './paths.ts';

const Memory = z.object({ way: z.enum(['existing', 'kind', 'built']), kubeconfig: z.string() });

/** How a host was created, which `down` and `status` have to know. */
export type Memory = z.infer<typeof Memory>;

const fileOf = (name: string): string => join(cacheRoot(), 'hosts', `${name}.json`);

export async function remember(name: string, memory: Memory): Promise<void> {
  await mkdir(dirname(fileOf(name)), { recursive: true });
  await writeFile(fileOf(name), `${JSON.stringify(memory)}\n`);
}

/** Returns undefined if there is no host with this name. */
export async function recall(name: string): Promise<Memory | undefined> {
  const text = await readFile(fileOf(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Memory.parse(JSON.parse(text));
}

export const forget = (name: string): Promise<void> => rm(fileOf(name), { force: true });
