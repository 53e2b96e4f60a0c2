import { join } from 'node:path';
import { digestOf } from '../build/digest.ts';
import type { Image } from '../build/image.ts';
import { imagesOnBusybox, PAUSE, program } from '../build/images.ts';
import { sharedLibraries } from '../build/shared-libraries.ts';
import type { Entry } from '../build/tar.ts';

const REGISTRY = 'registry.k8s.io/e2e-test-images';
/** Debian's packages with the programs that the tests run in their pods, and the paths of those programs in an image. */
export const PACKAGES = ['bind9-dnsutils', 'curl', 'netcat-openbsd'];
const PROGRAMS = {
  'usr/bin/curl': '/usr/bin/curl',
  'usr/bin/dig': '/usr/bin/dig',
  'usr/bin/nc': '/bin/nc.openbsd',
};
const APACHE = 'usr/local/apache2/htdocs';
const NGINX = 'usr/share/nginx/html';

/**
 * The images of Kubernetes 1.34's tests, by the names in `e2e.test --list-images`. agnhost is the real one; the web servers and the
 * shell are busybox.
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
  const tools = await withLibraries();
  const agnhostFiles: Entry[] = [
    program('agnhost', join(agnhost, 'agnhost')),
    // For tests that override the entry point.
    { path: 'agnhost-2', link: 'agnhost' },
    ...tools,
  ];
  return [
    {
      ...image('conformance-agnhost', tagged('agnhost', '2.56'), ['/agnhost'], agnhostFiles),
      command: ['pause'],
    },
    image('conformance-dnsutils', tagged('jessie-dnsutils', '1.7'), [], tools),
    image('conformance-busybox', tagged('busybox', '1.36.1-1', '1.37.0-1'), []),
    image('conformance-httpd', tagged('httpd', '2.4.38-4', '2.4.39-4'), ...serving(APACHE)),
    image('conformance-nginx', tagged('nginx', '1.14-4', '1.15-4'), ...serving(NGINX)),
    image('conformance-pause', ['registry.k8s.io/pause:3.10.1'], PAUSE),
  ];
}

async function withLibraries(): Promise<Entry[]> {
  const libraries = (await Promise.all(Object.values(PROGRAMS).map(sharedLibraries))).flat();
  return [
    ...Object.entries(PROGRAMS).map(([path, source]) => program(path, source)),
    ...new Map(libraries.map((entry) => [entry.path, entry])).values(),
  ];
}
