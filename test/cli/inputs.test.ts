import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { ACTION_ALONE } from '../../src/cli/action-alone.ts';
import { createCommand } from '../../src/cli/create.ts';
import { GROUPS } from '../../src/cli/flag-groups.ts';
import { cliLog } from '../../src/cli/log.ts';

/** Flags that are not inputs of the action. */
const SHELL_ALONE = [
  'state-dir',
  'until-ttl',
  'keeper',
  'job-pid',
  'kubeconfig-mode',
  'kubeconfig-secret',
  'output',
  'result',
];

test('the flags of create are the inputs of the action, except those without a use in a shell', () => {
  const flags = createCommand(cliLog())
    .options.map((option) => option.name())
    .filter((name) => !name.startsWith('no-'));
  const inputs = Object.keys(readActionManifest().inputs).filter(
    (name) => !(name in ACTION_ALONE) && name !== 'cleanup-timeout',
  );
  expect(flags.toSorted()).toEqual([...inputs, ...SHELL_ALONE].toSorted());
});

test('each input that is a flag is in one group of the help', () => {
  const grouped = Object.values(GROUPS).flatMap((group) => Object.keys(group));
  const inputs = Object.keys(readActionManifest().inputs).filter((it) => !(it in ACTION_ALONE));
  expect(grouped.toSorted()).toEqual(inputs.toSorted());
});
