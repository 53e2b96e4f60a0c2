import { Command } from 'commander';
import {
  DEFAULT_VCLUSTER_VERSION,
  knownKubernetesVersions,
  OLDEST_VCLUSTER_VERSION,
} from '../core/versions.ts';
import { json } from './json.ts';
import { outputOption, versionArgument } from './options.ts';
import { type ResultFile, resultOption, writeResults } from './result-files.ts';
import { table } from './table.ts';

interface Options {
  output: keyof typeof FORMATS;
  result?: ResultFile[];
}

/** `versions`: what may be asked for, or what the given ones are exactly, without asking any server. */
export function versionsCommand(): Command {
  return new Command('versions')
    .description('list the Kubernetes versions that are known, or say what some are exactly')
    .argument('[versions...]', 'such as 1.34, stable or n-1 (default: all)', versionArgument)
    .addOption(outputOption('text', 'json', 'name'))
    .addOption(resultOption(['kubernetes-versions', 'vcluster-version']))
    .action(async (wanted: string[], { output, result }: Options) => {
      const all = knownKubernetesVersions().map(({ version }) => version);
      const versions = wanted.length > 0 ? [...new Set(wanted)] : all;
      await writeResults(result, {
        'kubernetes-versions': JSON.stringify(versions),
        'vcluster-version': DEFAULT_VCLUSTER_VERSION,
      });
      process.stdout.write(FORMATS[output](versions));
    });
}

const FORMATS = {
  text: (versions: string[]) => `${table([['KUBERNETES', 'ALIASES'], ...versions.map(row)])}
vcluster ${DEFAULT_VCLUSTER_VERSION}, or another one from ${OLDEST_VCLUSTER_VERSION} on
`,
  name: (versions: string[]) => versions.map((version) => `${version}\n`).join(''),
  /** An array of texts, as a matrix of Tekton or of a workflow takes it. */
  json,
};

function row(version: string): string[] {
  const known = knownKubernetesVersions().find((it) => it.version === version);
  return [version, known?.aliases.join(', ') ?? ''];
}
