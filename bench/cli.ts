import { Command, InvalidArgumentError } from 'commander';
import { benchCreate } from './create.ts';
import { benchMany } from './many.ts';
import { benchTunnel } from './tunnel.ts';
import { benchVersions } from './versions.ts';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 on');
  return Number(text);
};

const wholeNumbers = (text: string): number[] => text.split(',').map(wholeNumber);

const program = new Command('bench').description(
  'Measurements, each a ratio of two things side by side on one host in one run.',
);

program
  .command('create')
  .description('our create against `vcluster create` and `vcluster connect`')
  .option('--pairs <number>', 'how many of each', wholeNumber, 7)
  .option('--out <folder>', 'where the JSON goes', 'bench/results')
  .action(benchCreate);

program
  .command('many')
  .description('seconds and memory a cluster, when several are made at once, against the same')
  .option('--counts <numbers>', 'how many at once', wholeNumbers, [1, 2, 4, 8, 16])
  .option('--plot <file>', 'where the plot goes', 'docs/many.svg')
  .option('--out <folder>', 'where the JSON goes', 'bench/results')
  .action(benchMany);

program
  .command('tunnel')
  .description('our tunnel against `kubectl port-forward` to the same pod')
  .option('--connections <number>', 'how many new connections of each', wholeNumber, 100)
  .option('--downloads <number>', 'how many downloads of each', wholeNumber, 10)
  .option('--keeper <program>', 'the keeper to measure', 'dist/keeper/index.js')
  .option('--out <folder>', 'where the JSON goes', 'bench/results')
  .action(benchTunnel);

program
  .command('versions')
  .description('the list of versions, as a process')
  .option('--runs <number>', 'how many of each', wholeNumber, 21)
  .option('--out <folder>', 'where the JSON goes', 'bench/results')
  .action(benchVersions);

await program.parseAsync();
process.exit();
