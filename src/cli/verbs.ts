import type { Verbs } from './cli.ts';
import { connectCommand } from './connect.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { extendCommand } from './extend.ts';
import { imagesCommand } from './images.ts';
import { listCommand } from './list.ts';
import { renewCommand } from './renew.ts';
import { runCommand } from './run.ts';
import { sweepCommand } from './sweep.ts';
import { versionsCommand } from './versions.ts';
import { workshopCommand } from './workshop/command.ts';

/** All verbs of the command line, in the order of the help. */
export const verbs: Verbs = (log, exit) => [
  createCommand(log),
  deleteCommand(log, exit),
  runCommand(log, exit),
  connectCommand(log),
  extendCommand(),
  listCommand(),
  sweepCommand(log, exit),
  doctorCommand(log, exit),
  renewCommand(log),
  versionsCommand(log),
  imagesCommand(),
  workshopCommand(log, exit),
];
