import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ClusterError } from '../../core/errors.ts';
import { privateFolder, writePrivate } from '../../core/private-file.ts';
import { archive, type Files, within } from './archive.ts';
import { attendeePage } from './attendee-page.ts';
import type { FailedHandOut, HandOut } from './hand-out.ts';
import type { Overview } from './overview-page.ts';
import { writeOverview } from './write-overview.ts';

/**
 * Writes a folder and a zip for each attendee, the organiser's page, and a zip of all of them. Replaces existing files with
 * the same names, and does not change other files.
 */
export async function writeHandOuts(
  folder: string,
  handOuts: readonly HandOut[],
  failed: readonly FailedHandOut[],
): Promise<void> {
  const [workshop] = handOuts.map((it) => it.workshop);
  if (workshop) checkNames([workshop, ...handOuts.map(({ cluster }) => cluster)]);
  try {
    await writeAll(folder, { workshop: workshop ?? basename(resolve(folder)), handOuts, failed });
  } catch (error) {
    throw new ClusterError(
      `The hand-outs could not be written to ${folder}: ${(error as Error).message}`,
      {
        hint: 'The clusters are not affected. Repair the folder or set another one with `--out`, and run the command again.',
        cause: error,
      },
    );
  }
}

async function writeAll(folder: string, content: Overview<HandOut>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const all = await Promise.all(content.handOuts.map((handOut) => writeOne(folder, handOut)));
  await writeOverview(folder, content, Object.assign({}, ...all));
}

/** Writes the files of one attendee and returns those that the organiser's page links to. */
async function writeOne(folder: string, handOut: HandOut): Promise<Files> {
  const { cluster, kubeconfig } = handOut;
  const files = within(cluster, {
    'index.html': attendeePage(handOut),
    'kubeconfig.yaml': kubeconfig,
  });
  const written = { ...files, [`${cluster}.zip`]: archive(files) };
  await privateFolder(join(folder, cluster));
  for (const [path, content] of Object.entries(written)) {
    await writePrivate(join(folder, path), content);
  }
  return written;
}

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Each name is the name of a zip. With the same name, one attendee's zip could contain the credentials of others. */
function checkNames(names: readonly string[]): void {
  const wrong = names.find((name, index) => !DNS_LABEL.test(name) || names.indexOf(name) < index);
  if (wrong === undefined) return;
  throw new ClusterError(
    `The hand-outs were not written: the name "${wrong}" of a folder and a zip is not a DNS label, or is used twice.`,
    { hint: 'Use a different name for the workshop and for each of its clusters.' },
  );
}
