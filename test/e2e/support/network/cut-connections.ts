import { runProgram } from '../../../support/program.ts';

/**
 * Resets every TCP connection of the process `pid` to the server, like a load balancer or NAT that lost its state.
 * Returns the number of connections. Needs root, and a kernel with INET_DIAG_DESTROY.
 */
export async function cutConnections(pid: number, { hostname, port }: URL): Promise<number> {
  const to = ['dst', `${hostname}:${port || 443}`];
  const established = await ss('-Htnp', 'state', 'established', ...to);
  const matching = established.split('\n').filter((line) => line.includes(`pid=${pid},`));
  const ports = matching.map((line) => `sport = :${/:(\d+) /.exec(line)?.[1]}`);
  // With one command, because the process goes on using one connection while another is cut.
  if (ports.length > 0) await ss('-HtK', ...to, `( ${ports.join(' or ')} )`);
  return ports.length;
}

async function ss(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram('ss', args);
  if (exitCode !== 0) throw new Error(`ss ${args.join(' ')}: ${stderr}`);
  return stdout;
}
