import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { DISTROS } from '../core/versions/distros.ts';
import { findVersions } from '../inputs/version-query.ts';

interface Options {
  range?: string;
  count?: string;
  distro?: string;
  granularity?: string;
  result?: string;
  output: keyof typeof PRINTED;
}

/** `versions`: asks nobody. */
export function versionsCommand(): Command {
  return new Command('versions')
    .description('list the Kubernetes versions that this release knows, newest first')
    .option('--range <range>', 'only those in it, such as ">=1.33" (default: all)')
    .option('--count <number>', 'that many at most (default: all)')
    .option('--distro <name>', `one of ${DISTROS.join(', ')} (default: k8s)`)
    .option(
      '--granularity <size>',
      'minor: one version of each; patch: every patch (default: minor)',
    )
    .option('--result <versions=path>', 'write the list in JSON into a file')
    .addOption(
      new Option(
        '-o, --output <format>',
        'what is written to stdout; matrix: JSON with `matrix`, `latest` and `stable`',
      )
        .choices(Object.keys(PRINTED))
        .default('text'),
    )
    .action(async ({ result, output, ...query }: Options) => {
      const found = findVersions(query);
      if (result) await writeFile(result.replace(/^versions=/, ''), JSON.stringify(found.matrix));
      process.stdout.write(PRINTED[output](found));
    });
}

type Found = ReturnType<typeof findVersions>;

const PRINTED = {
  text: ({ matrix }: Found) => matrix.map((it) => `${it}\n`).join(''),
  json: ({ matrix }: Found) => `${JSON.stringify(matrix)}\n`,
  matrix: (found: Found) => `${JSON.stringify(found)}\n`,
};
