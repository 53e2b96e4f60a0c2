import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { validRange } from 'semver';
import { knownVersions } from '../core/versions.ts';
import { outputOption, subcommand } from './options.ts';

interface Options {
  range?: string;
  count?: number;
  result?: string;
  output: 'text' | 'json';
}

/** `versions`: asks nobody. */
export function versionsCommand(): Command {
  return subcommand(
    'versions',
    'list the Kubernetes versions that this release knows, newest first',
  )
    .addOption(
      new Option('--range <range>', 'only those in it, such as ">=1.33" (default: all)').argParser(
        rangeArgument,
      ),
    )
    .addOption(
      new Option('--count <number>', 'that many at most (default: all)').argParser(countArgument),
    )
    .option('--result <versions=path>', 'write the JSON into a file')
    .addOption(outputOption())
    .action(async ({ range, count, result, output }: Options) => {
      const versions = knownVersions(range).slice(0, count);
      const json = JSON.stringify(versions);
      if (result) await writeFile(result.replace(/^versions=/, ''), json);
      process.stdout.write(
        output === 'json' ? `${json}\n` : versions.map((it) => `${it}\n`).join(''),
      );
    });
}

/** Empty as Tekton passes a param that is not given. */
function rangeArgument(text: string): string {
  if (validRange(text) !== null) return text;
  throw new InvalidArgumentError('It must be a range such as ">=1.33" or "1.32 - 1.34".');
}

function countArgument(text: string): number {
  if (text === '') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number.');
}
