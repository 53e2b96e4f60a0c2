import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { Log } from '../core/runtime.ts';
import { DISTROS } from '../core/versions/distros.ts';
import { findVersions, type VersionsFound } from '../inputs/version-query.ts';
import { print } from './print.ts';
import { subcommand } from './verb.ts';

interface Options {
  range?: string;
  count?: string;
  versionsFile?: string;
  distro?: string;
  granularity?: string;
  ended?: string;
  result?: string;
  output: keyof typeof PRINTED;
}

/** `versions`: makes no network requests. */
export function versionsCommand(log: Log): Command {
  return subcommand('versions', 'list the Kubernetes versions that are supported, newest first', [
    '--range ">=1.35"',
    '--count 3 -o matrix',
  ])
    .option(
      '--range <range>',
      'only versions in this semver range, such as ">=1.35" (default: all)',
    )
    .option('--count <number>', 'maximum number of versions (default: all)')
    .option(
      '--versions-file <path>',
      'file with the versions that exist for you (default: built-in)',
    )
    .option('--distro <name>', `Kubernetes distribution: ${DISTROS.join(', ')} (default: k8s)`)
    .option(
      '--granularity <size>',
      'minor: the newest patch of each minor; patch: every patch (default: minor)',
    )
    .addOption(
      new Option(
        '--ended [boolean]',
        'whether to list versions, too, whose minor the Kubernetes project has ended (default: false)',
      ).preset('true'),
    )
    .option('--result <versions=path>', 'write the list as JSON to a file')
    .addOption(
      new Option('-o, --output <format>', 'output format; matrix: JSON with `matrix` and `latest`')
        .choices(Object.keys(PRINTED))
        .default('text'),
    )
    .action(async ({ result, output, versionsFile, ...query }: Options) => {
      const { notes, ...found } = findVersions({ ...query, 'versions-file': versionsFile });
      if (result) await writeFile(result.replace(/^versions=/, ''), JSON.stringify(found.matrix));
      await print(PRINTED[output](found));
      for (const note of notes) log.info(note);
    });
}

type Found = VersionsFound;

const PRINTED = {
  text: ({ matrix }: Found) => matrix.map((it) => `${it}\n`).join(''),
  json: ({ matrix }: Found) => `${JSON.stringify(matrix)}\n`,
  matrix: (found: Found) => `${JSON.stringify(found)}\n`,
};
