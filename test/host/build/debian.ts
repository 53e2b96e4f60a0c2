import { withLock } from '../lock.ts';
import type { Report } from '../report.ts';
import { run, succeeds } from '../run.ts';

const PACKAGES = [
  'busybox-static',
  'ca-certificates',
  'conntrack',
  'containerd',
  'containernetworking-plugins',
  'etcd-server',
  'iproute2',
  'iptables',
  'procps',
  'runc',
  'util-linux',
];

// A placeholder of dpkg.
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is a placeholder of dpkg
const INSTALLED = '${db:Status-Status}';

/** Installs the missing ones of these packages. Default: the packages that every node needs. */
export async function installDebianPackages(
  report: Report,
  packages: readonly string[] = PACKAGES,
): Promise<void> {
  if ((await missingPackages(packages)).length === 0) return;
  await withLock('debian', async () => {
    const missing = await missingPackages(packages);
    if (missing.length > 0) await aptInstall(missing, report);
  });
}

/** Queries each package separately, because dpkg-query fails if it does not know one of the names. */
async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const states = await Promise.all(
    packages.map((name) => run('dpkg-query', ['-W', '-f', INSTALLED, name]).catch(() => '')),
  );
  return packages.filter((_, index) => states[index] !== 'installed');
}

/** The caller must hold the lock `debian`. */
export async function aptInstall(packages: readonly string[], report: Report): Promise<void> {
  if (!(await succeeds('apt-get', ['--version']))) {
    throw new Error(`apt-get is missing; install these yourself: ${packages.join(' ')}`);
  }
  report.line(`installing from Debian: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await report.step('install Debian packages', async () => {
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  });
}
