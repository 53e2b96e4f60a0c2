import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create } from 'tar';
import { type BadInput, HOSTILE, SECRET, texts } from './bad-input.ts';

/** Invalid charts and paths. Writes files to `folder`. */
export async function badFiles(folder: string): Promise<BadInput[]> {
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const { 'a path upwards': upwards, NUL, 'a line break': line, ...others } = HOSTILE;
  return [
    ...texts('chart', {
      ...HOSTILE,
      'a folder without a chart': folder,
      'the root': '/',
      'an infinite device': '/dev/zero',
      'an empty device': '/dev/null',
      'an empty file': file('empty.tgz', ''),
      'plain text': file('text.tgz', 'this is no package'),
      'a package of zeros': file('zeros.tgz', gzipSync(Buffer.alloc(10_240))),
      'a package that unpacks to 300 MB': file('bomb.tgz', gzipSync(Buffer.alloc(300_000_000))),
      'a truncated package': file('cut.tgz', gzipSync(Buffer.alloc(100_000)).subarray(0, 60)),
      'a package without a chart': await packageOf(folder, 'other.txt'),
      'plain HTTP': 'http://example.invalid/chart.tgz',
      'another protocol': 'ftp://ghcr.io/loft-sh/vcluster',
      'a registry without a chart': 'oci://ghcr.io',
      'a user of a registry': 'oci://me@ghcr.io/loft-sh/vcluster',
      'a file address': 'file:///etc/passwd',
      'an address without a host': 'https://',
      'an address that cannot be read': 'https://exa mple/%%%',
      'an address without a server': `https://127.0.0.1:65432/chart.tgz?signature=${SECRET}`,
    }),
    ...texts('ca-file', {
      ...HOSTILE,
      'a missing file': '/no/such/ca.pem',
      'a folder': folder,
      'plain text': file('ca.pem', 'no certificate'),
    }),
    ...texts('helm-path', {
      ...HOSTILE,
      'a missing file': '/no/such/helm',
      'a folder': folder,
      'a file that is not a program': file('helm', 'no program'),
      'another program': '/bin/true',
    }),
    ...texts('kubeconfig-path', {
      NUL: NUL ?? '',
      'a line break': line ?? '',
      'a path to an existing file': upwards ?? '',
      'an address': others['a password'] ?? '',
      '10 MB': others['10 MB'] ?? '',
      'a folder': folder,
      'below a file': join(file('plain', ''), 'kubeconfig'),
    }),
  ];
}

async function packageOf(folder: string, name: string): Promise<string> {
  mkdirSync(join(folder, 'package'), { recursive: true });
  writeFileSync(join(folder, 'package', name), 'content');
  const file = join(folder, 'package.tgz');
  await create({ gzip: true, file, cwd: folder }, ['package']);
  return file;
}
