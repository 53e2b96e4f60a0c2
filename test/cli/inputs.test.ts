import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { ACTION_ALONE } from '../../src/cli/action-alone.ts';
import { createCommand } from '../../src/cli/create.ts';
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
  const flags = createCommand(cliLog()).options.map((option) => option.name());
  const inputs = Object.keys(readActionManifest().inputs).filter(
    (name) => !(name in ACTION_ALONE) && name !== 'cleanup-timeout',
  );
  expect(flags.toSorted()).toEqual([...inputs, ...SHELL_ALONE].toSorted());
});
