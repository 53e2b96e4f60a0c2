import { Command, InvalidArgumentError } from 'commander';
import { benchCreate } from './create.ts';

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 on');
  return Number(text);
};

const program = new Command('bench').description(
  'Measurements, each a ratio of two things side by side on one host in one run.',
);

program
  .command('create')
  .description('our create against `vcluster create` and `vcluster connect`')
  .option('--pairs <number>', 'how many of each', wholeNumber, 7)
  .option('--out <folder>', 'where the JSON goes', 'bench/results')
  .action(benchCreate);

await program.parseAsync();
process.exit();
