import { Command, Option } from 'commander';
import { givenVcluster } from './given-vcluster.ts';
import { ADD_ONS, downHost, type HostStatus, hostStatus, upHost } from './host.ts';
import { DEFAULT_NAME } from './paths.ts';
import { type Log, type Timing, timingTable } from './report.ts';

const program = new Command('host').description(
  'A real host cluster to test against: an existing one, kind, or built from Go modules.',
);

const nameOption = () => new Option('--name <name>', 'name of the host').default(DEFAULT_NAME);
const collect = (value: string, sofar: string[] = []): string[] => [...sofar, ...value.split(',')];

/** Progress goes to stderr, so that stdout contains only results. */
function terminalLog(): Log {
  const { stderr } = process;
  const clear = stderr.isTTY ? '\r\x1b[K' : '';
  const line = (text: string) => stderr.write(`${clear}${text}\n`);
  const live = (text: string) => stderr.write(`${clear}${text}`.slice(0, stderr.columns));
  return stderr.isTTY ? { line, live } : { line };
}

const showTimings = (wanted: boolean | undefined, timings: Timing[]): void => {
  if (wanted) console.log(timingTable(timings));
};

const statusText = (status: HostStatus): string =>
  Object.entries(status)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join('\n  ') : value}`)
    .join('\n');

program
  .command('up')
  .description('start the host; build what is missing first')
  .addOption(nameOption())
  .option(
    '--kubernetes <version>',
    'build the images of this virtual Kubernetes version as well',
    collect,
  )
  .addOption(
    new Option('--with <what...>', 'add-on to run on the host').choices(ADD_ONS).default([]),
  )
  .option('--vcluster <folder>', 'use the chart, image archives and program of this folder')
  .option('--timings', 'show how long each step took')
  .action(async ({ name, kubernetes, with: addOns, vcluster: folder, timings }) => {
    const vcluster = await givenVcluster(folder);
    const host = await upHost({ name, kubernetes, with: addOns, vcluster, log: terminalLog() });
    showTimings(timings, host.timings);
    console.log(`host '${name}' is ready (${host.way})`);
    console.log(`kubeconfig: ${host.kubeconfig}\ntools:      ${host.tools.bin}`);
    console.log(`chart:      ${host.tools.chart}`);
  });

program
  .command('down')
  .description('remove the host and everything that it left')
  .addOption(nameOption())
  .option('--timings', 'show how long each step took')
  .action(async ({ name, timings }) => {
    showTimings(timings, await downHost({ name, log: terminalLog() }));
    console.log(`host '${name}' is down`);
  });

program
  .command('status')
  .description('print the state of the host')
  .addOption(nameOption())
  .addOption(
    new Option('-o, --output <format>', 'format').choices(['text', 'json']).default('text'),
  )
  .action(async ({ name, output }) => {
    const status = await hostStatus({ name });
    console.log(output === 'json' ? JSON.stringify(status, null, 2) : statusText(status));
  });

program
  .command('kubeconfig')
  .description('print the path of the kubeconfig of the running host')
  .addOption(nameOption())
  .action(async ({ name }) => {
    const { kubeconfig } = await hostStatus({ name });
    if (!kubeconfig)
      throw new Error(`there is no host '${name}'; start it with \`npm run host -- up\``);
    console.log(kubeconfig);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
