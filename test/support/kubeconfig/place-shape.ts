import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { formatYaml } from '../../../src/core/yaml.ts';
import { newFolder } from '../folder.ts';
import { PLUGIN, PLUGIN_NAME } from './plugins.ts';
import type { Recorder } from './recorder.ts';
import type { Shape } from './shapes.ts';

/** The files of a shape. */
export interface Placed extends AsyncDisposable {
  folder: string;
  env: { KUBECONFIG: string; HOME: string; PATH: string };
}

/** Writes the files of a shape, and a credential plugin in PATH. */
export async function placeShape(recorder: Recorder, shape: Shape): Promise<Placed> {
  const { path, ...folder } = await newFolder();
  const at = (name: string) => join(path, 'kube', name);
  const texts = shape.texts ?? [textOf(recorder, shape)];
  const files = { ...Object.fromEntries(texts.entries()), ...shape.files };
  for (const [name, text] of Object.entries(files)) await write(at(name), text);
  await write(join(path, 'bin', PLUGIN_NAME), PLUGIN);
  const list = shape.list ?? [...texts.keys()].map(String);
  return {
    folder: path,
    env: {
      KUBECONFIG: list.map((name) => name && at(name)).join(delimiter),
      HOME: '/nonexistent',
      PATH: `${join(path, 'bin')}${delimiter}${process.env.PATH}`,
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o700 });
}

function textOf({ https, ca }: Recorder, { cluster, user }: Shape): string {
  const authority = Buffer.from(ca).toString('base64');
  const trusted = {
    server: `https://127.0.0.1:${https}`,
    'certificate-authority-data': authority,
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'x',
    clusters: [{ name: 'c', cluster: cluster ?? trusted }],
    users: [{ name: 'u', user: user ?? { token: 'a-token' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  };
  return formatYaml(JSON.parse(JSON.stringify(config)));
}
