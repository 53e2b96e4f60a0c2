import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { cliLog } from '../../src/cli/log.ts';
import { cliProgram } from '../../src/cli/program.ts';
import { creationShape } from '../../src/faces/creation-inputs.ts';

const program = cliProgram(cliLog(), () => {});
const optionsOf = (name: string) =>
  program.commands.find((command) => command.name() === name)?.options ?? [];
const flagsOf = (name: string) => optionsOf(name).map((option) => option.name());

const inputs = Object.keys(readActionManifest().inputs);

/** Inputs that no flag is there for. */
const OF_THE_ACTION = [
  // A secret, which the list of processes would show.
  'host-kubeconfig',
  // Others decide after the job; here somebody calls `delete`, or not.
  'cleanup',
  'cleanup-failure',
  'job-status',
  // Steps and summaries are things of a workflow.
  'export-kubeconfig',
  'summary',
  'diagnostics',
];

/** Flags that no input is there for. */
const OF_THE_CLI = {
  create: ['output', 'state-dir', 'job-pid', 'result'],
  run: ['state-dir'],
};

test('run has the inputs of the action as flags, and others for a reason only', () => {
  const wanted = inputs.filter((input) => !OF_THE_ACTION.includes(input));
  expect(flagsOf('run').toSorted()).toEqual([...wanted, ...OF_THE_CLI.run].toSorted());
});

test('create has them too, but for how long a deletion is watched', () => {
  const left = (command: 'create' | 'run') =>
    flagsOf(command).filter((flag) => !OF_THE_CLI[command].includes(flag));
  expect([...left('create'), 'cleanup-timeout'].toSorted()).toEqual(left('run').toSorted());
  expect(flagsOf('create')).toEqual(expect.arrayContaining(OF_THE_CLI.create));
});

test.each(optionsOf('run').filter(({ defaultValue }) => defaultValue !== undefined))(
  'the default of --$long is that of the code',
  (option) => {
    const field = creationShape[option.name() as keyof typeof creationShape];
    if (field) expect(field.parse(option.defaultValue)).toEqual(field.parse(undefined));
  },
);
