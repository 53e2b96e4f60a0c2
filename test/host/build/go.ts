import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../paths.ts';
import { run } from '../run.ts';
import type { Recipe } from './cached.ts';

const NEEDED_GO = [1, 26] as const;

/** The compiler omits debug information, which all linker flags here remove anyway. This saves time. */
const NO_DEBUG_INFORMATION = '-gcflags=all=-dwarf=false';

export interface GoBuild {
  name: string;
  /** Folder of the Go module. */
  module: string;
  /** What to build: package paths, or `tool` for all tools of the go.mod. */
  packages: string[];
  ldflags: string;
  /** Whether to build a static binary that contains C code. */
  cgo?: boolean;
  /** Whether the packages are tests: each becomes a program `NAME.test`. */
  test?: boolean;
}

/** A recipe for Go programs. Go caches compiled packages, so an interrupted build resumes. */
export async function goRecipe(build: GoBuild): Promise<Recipe> {
  const args = [
    ...(build.test ? ['test', '-c'] : ['build']),
    '-v',
    '-trimpath',
    '-mod=readonly',
    NO_DEBUG_INFORMATION,
  ];
  args.push('-ldflags', build.ldflags);
  if (build.cgo) args.push('-tags', 'osusergo,netgo');
  let compiled = 0;
  let current = '';
  return {
    name: build.name,
    ingredients: [args, build.packages, await goVersion(), await contents(build.module)],
    progress: () => (compiled ? `(${compiled} packages compiled, last ${current})` : ''),
    make: async (folder) => {
      await run('go', [...args, '-o', `${folder}/`, ...build.packages], {
        cwd: build.module,
        env: goEnvironment(build.cgo),
        onErrorLine: (line) => {
          if (!line.startsWith('go: ')) compiled += 1;
          current = line;
        },
      });
    },
  };
}

export function goEnvironment(cgo = false): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOCACHE: join(cacheRoot(), 'go', 'build'),
    GOMODCACHE: join(cacheRoot(), 'go', 'mod'),
    GOFLAGS: '-buildvcs=false -modcacherw',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: cgo ? '1' : '0',
    GOGC: '400', // Fewer garbage collections: the compiler is faster and uses more memory.
  };
}

export async function goVersion(): Promise<string> {
  const help = `install Go ${NEEDED_GO.join('.')} or newer (https://go.dev/dl) and put it on PATH`;
  const version = await run('go', ['env', 'GOVERSION'], { env: goEnvironment() }).catch(() => {
    throw new Error(`go is missing: ${help}`);
  });
  const [major = 0, minor = 0] = version.replace('go', '').split('.').map(Number);
  const enough = major > NEEDED_GO[0] || (major === NEEDED_GO[0] && minor >= NEEDED_GO[1]);
  if (!enough) throw new Error(`${version.trim()} is too old: ${help}`);
  return version.trim();
}

/** The contents of all files in the module folder: a few go.mod, go.sum and main.go files. */
async function contents(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
  const texts = paths
    .sort()
    .map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
