import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FOCUS_VARIABLE } from '../test/e2e/proofs/conformance/run-specs.ts';
import { VCLUSTER_VARIABLE } from '../test/host/given-vcluster.ts';

/**
 * `npm run e2e -- NAME…` runs the proofs with these names. Each proof prints its measurements. With `--vcluster FOLDER` they
 * run with the vcluster of that folder instead of the built one. `--focus REGEX` selects specs of the proof `conformance`.
 */
const ENDING = '.test.ts';
const known = readdirSync('test/e2e/proofs')
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { vcluster: { type: 'string' }, focus: { type: 'string' } },
});
const unknown = wanted.filter((name) => !known.includes(name));
if (wanted.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`Unknown proofs: ${unknown.join(', ')}.`);
  console.error(
    `Usage: npm run e2e -- NAME… [--vcluster FOLDER] [--focus REGEX], where NAME is one of ${known.join(', ')}`,
  );
  process.exit(2);
}
// The file with the long part of a proof has a name that begins with the name of the proof.
const pattern = `test/e2e/proofs/(${wanted.join('|')})(-\\w+)?\\.test\\.ts$`;
const { status } = spawnSync(
  process.execPath,
  ['scripts/test.ts', '--selectProjects', 'e2e', 'alone', '--testPathPatterns', pattern],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      EPHEMERAL_VCLUSTER_PROOFS: wanted.join(','),
      ...(values.focus && { [FOCUS_VARIABLE]: values.focus }),
      ...(values.vcluster && { [VCLUSTER_VARIABLE]: resolve(values.vcluster) }),
    },
  },
);
process.exit(status ?? 1);
