import { statfs } from 'node:fs/promises';
import { ClusterError } from '../core/errors.ts';
import { NOT_FOUND, type RunStreamed } from './run-streamed.ts';

/** The container engines that kind can use, in the order in which it looks for them. */
const ENGINES = ['docker', 'nerdctl', 'podman'];

/** kind's choice of the engine, in place of the first that is there. */
const CHOICE = 'KIND_EXPERIMENTAL_PROVIDER';

/** In bytes: with less than this, the node does not start, or evicts what runs in it. */
const LEAST_MEMORY = 2 * 1024 ** 3;
/** In bytes: the image of the node has 1 GiB, and the images of the virtual clusters are in the node. */
const LEAST_DISK = 4 * 1024 ** 3;

/** Returns the free space of the disk with this path, in bytes; undefined if it is not on this machine. */
export type FreeSpace = (path: string) => Promise<number | undefined>;

const freeSpace: FreeSpace = async (path) => {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

/**
 * Checks that a container engine runs on this machine, with enough memory and disk space for a host cluster.
 *
 * @throws ClusterError with the reason.
 */
export async function checkEngine(
  run: RunStreamed,
  env: NodeJS.ProcessEnv,
  freeOn = freeSpace,
): Promise<void> {
  const wanted = env[CHOICE];
  for (const engine of wanted ? [wanted] : ENGINES) {
    const { exitCode, stdout, stderr } = await run(engine, ['info', '--format', '{{json .}}']);
    if (exitCode === NOT_FOUND) continue;
    if (exitCode !== 0) throw notRunning(engine, stderr || stdout);
    const { memory, folder } = factsIn(stdout);
    assertRoom(engine, 'memory', memory, LEAST_MEMORY);
    return assertRoom(engine, 'free disk space', folder && (await freeOn(folder)), LEAST_DISK);
  }
  const found = wanted ? `${wanted}, which ${CHOICE} names, is` : `${ENGINES.join(', ')} are`;
  throw new ClusterError(`This machine cannot run a host cluster: ${found} not installed.`, {
    hint: 'Install Docker, or name an existing host cluster with `host-kubeconfig` or `host-kubeconfig-path`.',
  });
}

function notRunning(engine: string, output: string): ClusterError {
  const why = output.trim().split('\n').at(-1);
  return new ClusterError(
    `This machine cannot run a host cluster: ${engine} does not work: ${why}`,
    {
      hint: /permission denied/i.test(output)
        ? `Give this user the right to use ${engine}, for example by its group.`
        : `Start ${engine}, or name an existing host cluster with \`host-kubeconfig\` or \`host-kubeconfig-path\`.`,
    },
  );
}

function assertRoom(
  engine: string,
  what: string,
  there: number | '' | undefined,
  least: number,
): void {
  if (!there || there >= least) return;
  const [has, needs] = [there, least].map((bytes) => (bytes / 1024 ** 3).toFixed(1));
  throw new ClusterError(
    `This machine cannot run a host cluster: ${engine} has ${has} GiB of ${what}, and ${needs} GiB are needed.`,
    { hint: 'Use a larger machine, or an existing host cluster.' },
  );
}

/** The parts of `docker info` and `nerdctl info`, and those of `podman info`. */
interface Info {
  MemTotal?: number;
  DockerRootDir?: string;
  host?: { memTotal?: number };
  store?: { graphRoot?: string };
}

/** Returns the memory of the engine in bytes, and its folder for images, as far as it tells them. */
function factsIn(text: string): { memory?: number | undefined; folder?: string | undefined } {
  try {
    const { MemTotal, DockerRootDir, host, store } = JSON.parse(text) as Info;
    return { memory: MemTotal ?? host?.memTotal, folder: DockerRootDir ?? store?.graphRoot };
  } catch {
    return {};
  }
}
