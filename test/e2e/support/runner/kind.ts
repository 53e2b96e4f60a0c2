import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { downHost, upHost } from '../../../host/host.ts';

/*
 * Answers like kind, and makes built hosts in place of containers: there is no container engine where the tests run. The arguments
 * are those of kind, whose own program checks them in the test `kind`.
 */
const { BUILT_HOSTS: dir = '', PATH_OF_HOSTS } = process.env;
// Without this program: a built host would be one of kind, if kind is there.
process.env.PATH = PATH_OF_HOSTS;

/** The name of a built host is short. */
const hostOf = (cluster: string): string => `rc-${cluster.slice(-8)}`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string', default: 'kind' },
    config: { type: 'string' },
    kubeconfig: { type: 'string' },
    wait: { type: 'string' },
  },
});
const { name } = values;
const folder = join(dir, name);
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const verb = positionals.join(' ');
if (verb === 'version') console.log('kind v0.0.0');
else if (verb === 'get clusters') console.log(readdirSync(dir).join('\n'));
else if (verb === 'get kubeconfig') console.log(read('kubeconfig'));
else if (verb === 'create cluster') await create();
else if (verb === 'delete cluster') await remove();
else fail(`unknown command ${verb}`);

async function create(): Promise<void> {
  if (existsSync(folder))
    fail(`failed to create cluster: node(s) already exist for a cluster with the name "${name}"`);
  console.error(` • Ensuring node image (${readFileSync(values.config ?? '', 'utf8').length} B) …`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'creator'), String(process.pid));
  console.error(' • Preparing nodes …');
  const host = await upHost({
    name: hostOf(name),
    log: { line: (text) => console.error(` • ${text}`) },
  });
  const text = readFileSync(host.kubeconfig, 'utf8');
  for (const path of [join(folder, 'kubeconfig'), values.kubeconfig ?? ''])
    writeFileSync(path, text, { mode: 0o600 });
  rmSync(join(folder, 'creator'));
  console.error(' • Ready');
}

/** A creation that is still running fails, as that of kind does when its containers are gone. */
async function remove(): Promise<void> {
  if (existsSync(join(folder, 'creator'))) endCreator(Number(read('creator')));
  await downHost({ name: hostOf(name) });
  rmSync(folder, { recursive: true, force: true });
}

function endCreator(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function fail(message: string): never {
  console.error(`ERROR: ${message}`);
  process.exit(1);
}
