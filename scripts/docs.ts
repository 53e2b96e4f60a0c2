import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type ActionManifest, readActionManifest } from './action-manifest.ts';
import { apiPage } from './api-page.ts';
import { between, table } from './between.ts';
import { withOptionWords } from './option-words.ts';
import { tektonFiles } from './tekton.ts';

/** `text` with the tables between its markers made anew from `action`. */
export function withTables(text: string, action: ActionManifest): string {
  const inputs = Object.entries(action.inputs)
    // Filled in by the runner, not by people.
    .filter(([name]) => name !== 'job-status')
    .map(([name, { default: value, description }]) => [`\`${name}\``, code(value), description]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description,
  ]);
  const withInputs = between(text, 'inputs', () =>
    table(['Input', 'Default', 'What it is'], inputs),
  );
  return between(withInputs, 'outputs', () => table(['Output', 'What it is'], outputs));
}

const code = (value: string | undefined): string => (value ? `\`${value}\`` : '');

/** Where the words for a workflow mean nothing in a shell. */
const IN_SHELL: Partial<Record<string, string>> = {
  name: 'Name of the cluster; its kubeconfig context is named so, too. Default is a new one.',
  'host-kubeconfig-path':
    "Kubeconfig of the host cluster. Default is what kubectl would use: KUBECONFIG, `~/.kube/config`, or the pod's service account.",
  'kubeconfig-path':
    'Where to write the kubeconfig, too; no file may be there yet. It is removed with the cluster.',
  lease: 'How long the cluster outlives the process that renews its lease.',
};

/** What the command line's help says of the inputs that are its flags, too. */
const flags = ({ inputs }: ActionManifest): string =>
  `${JSON.stringify(
    Object.fromEntries(
      Object.entries(inputs).map(([name, { description, default: value }]) => [
        name,
        {
          description: IN_SHELL[name] ?? description.replaceAll('this action', 'this program'),
          default: value,
        },
      ]),
    ),
    undefined,
    2,
  )}\n`;

const OPTIONS = 'src/library/cluster-options.ts';

/** All that is made from `action.yml`, by path. */
function generated(action: ActionManifest): Map<string, string> {
  return new Map([
    ['README.md', withTables(readFileSync('README.md', 'utf8'), action)],
    ...tektonFiles(action),
    ['src/cli/inputs.json', flags(action)],
    [OPTIONS, withOptionWords(readFileSync(OPTIONS, 'utf8'), action)],
  ]);
}

/** Writes what is not up to date, or, to check only, throws where there is any. */
export function docs(files: Map<string, string>, { check = false } = {}): void {
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    if (check)
      throw new Error(`${path} differs from what it is made from; run "npm run docs" and commit.`);
    writeFileSync(path, text);
  }
}

if (import.meta.main) {
  try {
    const check = process.argv.includes('--check');
    docs(generated(readActionManifest()), { check });
    // From sources that are right by now.
    docs(new Map([['docs/api.md', apiPage('src/library.ts')]]), { check });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
