import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';

/** In bytes, unpacked. The official chart has half a megabyte; a package can be made to unpack for hours. */
const LARGEST = 10_000_000;

/**
 * The text of a file of a chart, which is a folder or a package; undefined where the chart has no such file.
 *
 * @throws Error for what is neither, or too large for a chart.
 */
export async function readFromChart(chart: string, file: string): Promise<string | undefined> {
  const found = await stat(chart);
  if (found.isDirectory()) return readFile(join(chart, file), 'utf8').catch(() => undefined);
  // A device or a pipe may have no end.
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
  // Behind its end there may be much of nothing, for which the parser takes ever longer.
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
