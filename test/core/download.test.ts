import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Downloading, downloadFile, downloadHint } from '../../src/core/download.ts';
import type { Egress } from '../../src/core/egress.ts';
import { SteppedClock } from '../support/clock.ts';
import { type Folder, newFolder } from '../support/folder.ts';
import { type HttpProxy, type Site, startProxy, startSite } from '../support/https-site.ts';
import { recordingLog } from '../support/log.ts';

let folder: Folder;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const answering =
  (text: string): RequestListener =>
  (_, response) =>
    void response.end(text);

const trusting = (site: Site, more: Partial<Egress> = {}): Egress => ({
  ca: { text: site.ca, file: '/ca.pem' },
  ...more,
});

/** Downloads a path of `site`. Returns the downloaded text, or the error, and the log lines. */
async function download(site: Site, egress: Egress, path = '/', host = 'localhost', largest = 100) {
  const log = recordingLog();
  const target = join(folder.path, 'file');
  const { signal } = new AbortController();
  const downloading: Downloading = { log, clock: new SteppedClock(), egress, signal };
  const address = `https://${host}:${site.port}${path}`;
  const text = await downloadFile(address, target, largest, downloading).then(
    () => readFile(target, 'utf8'),
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return { text, lines: log.lines };
}

test('only a site whose certification authority is in `ca-file` is trusted', async () => {
  await using site = await startSite(answering('a chart'));
  expect((await download(site, trusting(site))).text).toBe('a chart');
  const { text } = await download(site, {});
  expect(text).toMatch(/self-signed certificate in certificate chain|unable to verify/);
  expect(downloadHint(text, 'another')).toContain('`ca-file`');
  expect(downloadHint('HTTP 404', 'another')).toBe('another');
});

describe('a proxy', () => {
  const by = (proxy: HttpProxy, credentials = '') => ({
    proxyFor: () => `http://${credentials}127.0.0.1:${proxy.port}`,
  });

  test('forwards the connection and sees only its destination', async () => {
    await using site = await startSite(answering('a chart'));
    await using proxy = await startProxy();
    // Only the proxy can resolve this name.
    const { text } = await download(site, trusting(site, by(proxy)), '/', 'kubernetes.default.svc');
    expect(text).toBe('a chart');
    expect(proxy.asked).toEqual([`kubernetes.default.svc:${site.port}`]);
  });

  test('gets the credentials in its address', async () => {
    await using site = await startSite(answering('a chart'));
    await using proxy = await startProxy();
    const { text } = await download(site, trusting(site, by(proxy, 'user:pass@')));
    expect(text).toBe('a chart');
    const basic = Buffer.from('user:pass').toString('base64');
    expect(proxy.asked).toEqual([`localhost:${site.port} Basic ${basic}`]);
  });

  test('does not make an untrusted site trusted', async () => {
    await using site = await startSite(answering('a chart'));
    await using proxy = await startProxy();
    expect((await download(site, by(proxy))).text).toMatch(/certificate/);
  });

  test('that does not answer is named by its address', async () => {
    await using site = await startSite(answering('a chart'));
    const gone = { proxyFor: () => 'http://127.0.0.1:1' };
    expect((await download(site, trusting(site, gone))).text).toContain('ECONNREFUSED 127.0.0.1:1');
  });
});

test('a temporary failure is retried and logged', async () => {
  let asked = 0;
  await using site = await startSite((_, response) => {
    asked += 1;
    response.statusCode = asked < 3 ? 503 : 200;
    response.end('a chart');
  });
  const { text, lines } = await download(site, trusting(site), '/chart.tgz?token=secret');
  expect(text).toBe('a chart');
  const line = `info: Download of https://localhost:${site.port}/chart.tgz failed (HTTP 503); retrying`;
  expect(lines).toEqual([line, line]);
});

test.each([404, 403, 410])('HTTP %s is final', async (status) => {
  let asked = 0;
  await using site = await startSite((_, response) => {
    asked += 1;
    response.writeHead(status).end();
  });
  expect((await download(site, trusting(site))).text).toContain(`HTTP ${status}`);
  expect(asked).toBe(1);
});

test('redirects are followed on https only, and at most five times', async () => {
  await using site = await startSite((request, response) => {
    const to = { '/moved': '/here', '/circle': '/circle', '/plain': 'http://localhost/' }[
      request.url ?? ''
    ];
    if (!to) return void response.end('a chart');
    response.writeHead(302, { location: to }).end();
  });
  expect((await download(site, trusting(site), '/moved')).text).toBe('a chart');
  expect((await download(site, trusting(site), '/circle')).text).toContain('too many redirects');
  expect((await download(site, trusting(site), '/plain')).text).toContain('redirects to http://');
});

test('a download that is too large is not read to its end', async () => {
  await using site = await startSite(answering('x'.repeat(101)));
  expect((await download(site, trusting(site))).text).toContain('it is too large');
});
