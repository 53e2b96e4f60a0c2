import { join } from 'node:path';
import { digestOf } from '../build/digest.ts';
import type { Image } from '../build/image.ts';
import { imagesOnBusybox, PAUSE, program } from '../build/images.ts';
import { goSource } from '../build/programs.ts';
import { sharedLibraries } from '../build/shared-libraries.ts';
import type { Entry } from '../build/tar.ts';

const REGISTRY = 'registry.k8s.io/e2e-test-images';
/** Debian's packages with the programs that the tests run in their pods. */
export const PACKAGES = ['bash', 'bind9-dnsutils', 'curl', 'libc-bin', 'netcat-openbsd'];

/** A shell that runs programs in place of commands of its own such as `nc`, and passes on variables such as `data-1`. */
const SHELL = { 'bin/sh': '/bin/bash' };
/** The paths of programs in an image, and on the machine. */
const PROGRAMS = {
  ...SHELL,
  'usr/bin/curl': '/usr/bin/curl',
  'usr/bin/dig': '/usr/bin/dig',
  'usr/bin/getent': '/usr/bin/getent',
  'usr/bin/nc': '/bin/nc.openbsd',
};
const APACHE = 'usr/local/apache2/htdocs';
const NGINX = 'usr/share/nginx/html';

/**
 * The images of Kubernetes 1.34's tests, by the names in `e2e.test --list-images`. agnhost is the real one; the web servers and
 * most commands are busybox.
 */
export async function conformanceImages(agnhost: string): Promise<Image[]> {
  const programs = Object.values(PROGRAMS);
  const image = await imagesOnBusybox([agnhost, await Promise.all(programs.map(digestOf))]);
  const tagged = (name: string, ...versions: string[]) =>
    versions.map((version) => `${REGISTRY}/${name}:${version}`);
  const serving = (root: string): [string[], Entry[]] => [
    ['httpd', '-f', '-p', '80', '-h', `/${root}`],
    [{ path: `${root}/index.html`, content: 'It works!\n' }],
  ];
  const tools = await withLibraries(PROGRAMS);
  const shell = await withLibraries(SHELL);
  const agnhostFiles = [...(await filesOfAgnhost(agnhost)), ...tools];
  return [
    {
      ...image('conformance-agnhost', tagged('agnhost', '2.56'), ['/agnhost'], agnhostFiles),
      command: ['pause'],
    },
    image('conformance-dnsutils', tagged('jessie-dnsutils', '1.7'), [], tools),
    {
      ...image('conformance-busybox', tagged('busybox', '1.36.1-1', '1.37.0-1'), [], shell),
      command: ['sh'],
    },
    image('conformance-httpd', tagged('httpd', '2.4.38-4', '2.4.39-4'), ...serving(APACHE)),
    image('conformance-nginx', tagged('nginx', '1.14-4', '1.15-4'), ...serving(NGINX)),
    image('conformance-pause', ['registry.k8s.io/pause:3.10.1'], PAUSE),
  ];
}

/** The files that the tests expect beside agnhost. */
async function filesOfAgnhost(agnhost: string): Promise<Entry[]> {
  const source = join(await goSource('conformance', 'k8s.io/kubernetes'), 'test/images/agnhost');
  const certificate = (name: string): Entry => ({
    path: name,
    source: join(source, 'porter', name),
  });
  return [
    program('agnhost', join(agnhost, 'agnhost')),
    // For tests that override the entry point.
    { path: 'agnhost-2', link: 'agnhost' },
    { path: 'uploads', folder: true },
    ...['localhost.crt', 'localhost.key'].map(certificate),
  ];
}

async function withLibraries(programs: Record<string, string>): Promise<Entry[]> {
  const libraries = (await Promise.all(Object.values(programs).map(sharedLibraries))).flat();
  return [
    ...Object.entries(programs).map(([path, source]) => program(path, source)),
    ...new Map(libraries.map((entry) => [entry.path, entry])).values(),
  ];
}
