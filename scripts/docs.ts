import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type ActionManifest, readActionManifest } from './action-manifest.ts';
import { apiPage } from './api-page.ts';
import { between, table } from './between.ts';
import { conformancePage } from './conformance-page.ts';
import { withOptionWords } from './option-words.ts';
import { tektonFiles } from './tekton.ts';
import { distroTable, versionsPage } from './versions-page.ts';

/** Returns `text` with the tables between its markers generated again from `action`. */
export function withTables(text: string, action: ActionManifest): string {
  const inputs = Object.entries(action.inputs)
    // The runner sets this input, not the user.
    .filter(([name]) => name !== 'job-status')
    .map(([name, { default: value, description }]) => [`\`${name}\``, code(value), description]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description,
  ]);
  const withInputs = between(text, 'inputs', () =>
    table(['Input', 'Default', 'Description'], inputs),
  );
  return between(withInputs, 'outputs', () => table(['Output', 'Description'], outputs));
}

const withVersions = (text: string): string => between(text, 'versions', distroTable);

const code = (value: string | undefined): string => (value ? `\`${value}\`` : '');

/** Descriptions for the command line, where those of the action make sense only in a workflow. */
const IN_SHELL: Partial<Record<string, string>> = {
  name: 'Name of the cluster and of its kubeconfig context. Default: a new, generated name.',
  'host-kubeconfig-path':
    "Path of the host cluster's kubeconfig. Default: the credentials that kubectl uses, from KUBECONFIG, `~/.kube/config`, or the pod's service account.",
  'kubeconfig-path':
    'Path of an additional copy of the kubeconfig. The file must not exist yet. It is removed with the cluster.',
  lease: 'How long the cluster remains after the process that renews its lease has ended.',
};

const inShell = (description: string): string =>
  description
    .replaceAll('this action', 'this program')
    .replaceAll('the step', 'the command')
    .replace('`connect: ingress`', '`--connect ingress`');

/** Returns the help texts for the inputs that are also flags of the command line, as JSON. */
const flags = ({ inputs }: ActionManifest): string =>
  `${JSON.stringify(
    Object.fromEntries(
      Object.entries(inputs).map(([name, { description, default: value }]) => [
        name,
        {
          description: IN_SHELL[name] ?? inShell(description),
          default: value,
        },
      ]),
    ),
    undefined,
    2,
  )}\n`;

const OPTIONS = 'src/library/cluster-options.ts';

/** Returns the content of the files that are generated from `action.yml` and from the table of versions, by path. */
function generated(action: ActionManifest): Map<string, string> {
  return new Map([
    ['README.md', withVersions(withTables(readFileSync('README.md', 'utf8'), action))],
    ['docs/conformance.md', conformancePage()],
    ['docs/versions.md', versionsPage()],
    ...tektonFiles(action),
    ['src/cli/inputs.json', flags(action)],
    [OPTIONS, withOptionWords(readFileSync(OPTIONS, 'utf8'), action)],
  ]);
}

/** Writes the files that are not up to date. With `check`, throws an error instead if there is such a file. */
export function docs(files: Map<string, string>, { check = false } = {}): void {
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    if (check)
      throw new Error(`${path} is not up to date: run "npm run docs" and commit the result.`);
    writeFileSync(path, text);
  }
}

if (import.meta.main) {
  try {
    const check = process.argv.includes('--check');
    docs(generated(readActionManifest()), { check });
    // The step before updated the comments that this page is generated from.
    docs(new Map([['docs/api.md', apiPage('src/library.ts')]]), { check });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
