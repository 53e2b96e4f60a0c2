import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

/** The floors of `src/core`, from the top: a room imports only rooms below its own floor. Rooms of one floor are independent. */
const FLOORS = [
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
];
/** Loose files are the ground floor: everyone imports them, and they import no room. */
const GROUND = FLOORS.length;

const IMPORT = /(?:from|import)\s+'(\.[^']+\.ts)'/g;

function floorOf(file: string): number {
  const room = dirname(file);
  if (room === '.') return GROUND;
  const floor = FLOORS.findIndex((rooms) => rooms.includes(room));
  if (floor < 0) throw new Error(`src/core/${room} is on no floor: add it to FLOORS.`);
  return floor;
}

/** Imports between rooms, of types too, as `from -> to`, that do not run down. */
function importsThatRunUp(): string[] {
  const all = readdirSync('src/core', { recursive: true, encoding: 'utf8' });
  const files = all.filter((path) => path.endsWith('.ts'));
  return files.flatMap((file) =>
    [...readFileSync(join('src/core', file), 'utf8').matchAll(IMPORT)]
      .map(([, path = '']) => normalize(join(dirname(file), path)))
      .filter((to) => dirname(to) !== dirname(file) && floorOf(to) <= floorOf(file))
      .map((to) => `${file} -> ${to}`),
  );
}

test('every import of the core runs down', () => {
  expect(importsThatRunUp()).toEqual([]);
});
