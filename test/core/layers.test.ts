import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

/** The layers of `src/core`, from the top. A folder imports only folders in lower layers, and none in its own layer. */
const LAYERS = [
  ['create'],
  ['sweep'],
  ['preflight', 'deletion'],
  ['connect', 'queue', 'install'],
  ['plan', 'keeper', 'diagnostics'],
  ['lease', 'startup', 'chart'],
  ['causes'],
  ['tunnel', 'kube'],
  ['cluster'],
  ['spec'],
  ['tunnel/spdy', 'kube/http', 'versions'],
  ['kube/config'],
];
/** The files directly in `src/core` are the lowest layer: every folder may import them, and they import no folder. */
const LOWEST = LAYERS.length;

const IMPORT = /(?:from|import)\s+'(\.[^']+\.ts)'/g;

function layerOf(file: string): number {
  const folder = dirname(file);
  if (folder === '.') return LOWEST;
  const layer = LAYERS.findIndex((folders) => folders.includes(folder));
  if (layer < 0) throw new Error(`src/core/${folder} is in no layer: add it to LAYERS.`);
  return layer;
}

/** Returns the imports between folders, including those of types, that do not lead to a lower layer: `from -> to`. */
function upwardImports(): string[] {
  const all = readdirSync('src/core', { recursive: true, encoding: 'utf8' });
  const files = all.filter((path) => path.endsWith('.ts'));
  return files.flatMap((file) =>
    [...readFileSync(join('src/core', file), 'utf8').matchAll(IMPORT)]
      .map(([, path = '']) => normalize(join(dirname(file), path)))
      .filter((to) => dirname(to) !== dirname(file) && layerOf(to) <= layerOf(file))
      .map((to) => `${file} -> ${to}`),
  );
}

test('every import in the core leads to a lower layer', () => {
  expect(upwardImports()).toEqual([]);
});
