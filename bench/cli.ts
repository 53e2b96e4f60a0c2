import { Command, InvalidArgumentError } from 'commander';
import { benchCreate } from './create.ts';
import { benchMany } from './many.ts';
import { benchRenewals } from './renewals.ts';
import { benchTunnel } from './tunnel.ts';
import { benchVersions } from './versions.ts';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text))
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
};

const wholeNumbers = (text: string): number[] => text.split(',').map(wholeNumber);

const program = new Command('bench').description(
  'Measures ephemeral-vcluster. Most commands compare it with another tool on the same host in the same run.',
);

program
  .command('create')
  .description('compare creating a cluster with `vcluster create` and `vcluster connect`')
  .option('--pairs <number>', 'how many clusters to create on each side', wholeNumber, 7)
  .option('--out <folder>', 'folder to write the JSON to', 'bench/results')
  .action(benchCreate);

program
  .command('many')
  .description(
    'compare time and memory per cluster with the vcluster CLI when several clusters are created in parallel',
  )
  .option(
    '--counts <numbers>',
    'how many clusters to create in parallel',
    wholeNumbers,
    [1, 2, 4, 8, 16],
  )
  .option('--plot <file>', 'file to write the plot to', 'docs/many.svg')
  .option('--out <folder>', 'folder to write the JSON to', 'bench/results')
  .action(benchMany);

program
  .command('renewals')
  .description('renew many leases at the same time, with an outage of the path to the host')
  .option('--renewers <number>', 'how many leases to renew', wholeNumber, 1_000)
  .option('--duration <seconds>', 'how long to measure', wholeNumber, 120)
  .option('--outage <seconds>', 'how long the outage lasts', wholeNumber, 20)
  .option('--lease <seconds>', 'duration of each lease', wholeNumber, 60)
  .option('--out <folder>', 'folder to write the JSON to', 'bench/results')
  .action(benchRenewals);

program
  .command('tunnel')
  .description('compare the tunnel with `kubectl port-forward` to the same pod')
  .option(
    '--connections <number>',
    'how many new connections to measure on each side',
    wholeNumber,
    100,
  )
  .option('--downloads <number>', 'how many downloads to measure on each side', wholeNumber, 10)
  .option('--keeper <program>', 'path of the keeper to measure', 'dist/keeper/index.js')
  .option('--out <folder>', 'folder to write the JSON to', 'bench/results')
  .action(benchTunnel);

program
  .command('versions')
  .description('measure how long a process takes to print the list of versions')
  .option('--runs <number>', 'how many runs of each program', wholeNumber, 21)
  .option('--out <folder>', 'folder to write the JSON to', 'bench/results')
  .action(benchVersions);

await program.parseAsync();
process.exit();
