import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';

/** Maximum size in bytes, unpacked. The official chart has half a megabyte; a malicious package could unpack for hours. */
const LARGEST = 10_000_000;

/**
 * Returns the text of a file of a chart, or undefined if the chart does not contain it. `chart` is the path of a folder or of
 * a package.
 *
 * @throws Error if `chart` is neither a folder nor a package, or is too large for a chart.
 */
export async function readFromChart(chart: string, file: string): Promise<string | undefined> {
  const found = await stat(chart);
  if (found.isDirectory()) return readFile(join(chart, file), 'utf8').catch(() => undefined);
  // Reading a device or a pipe might never end.
  if (!found.isFile()) throw new Error('it is neither a file nor a folder');
  return readFromPackage(chart, file);
}

async function readFromPackage(chart: string, file: string): Promise<string | undefined> {
  let text: Promise<string> | undefined;
  const parser = new Parser({
    onReadEntry: (entry) => {
      const [, ...path] = entry.path.split('/');
      if (path.join('/') !== file) return entry.resume();
      text = entry.concat().then((bytes) => bytes.toString());
    },
  });
  let ended = false;
  // Long padding can follow the end of the archive, and the parser handles it more and more slowly.
  parser.on('eof', () => {
    ended = true;
  });
  let size = 0;
  await pipeline(createReadStream(chart), createGunzip(), async (unpacked) => {
    for await (const chunk of unpacked) {
      size += chunk.length;
      if (size > LARGEST) throw new Error('it is too large for a chart');
      if (!ended) parser.write(chunk);
    }
  });
  parser.end();
  return text;
}
