import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

/** Writes `NAME.json` into a folder and prints its path. Creates the folder if it does not exist. */
export async function saveResult(folder: string, name: string, result: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  await writeFile(file, `${JSON.stringify({ machine, ...result }, undefined, 2)}\n`);
  console.log(`\nJSON: ${file}`);
}

const machine = `${platform()}/${arch()}, ${cpus().length} CPUs, ${Math.round(totalmem() / 2 ** 30)} GiB`;
