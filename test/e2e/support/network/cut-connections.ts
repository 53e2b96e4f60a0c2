import { runProgram } from '../../../support/program.ts';

/**
 * Resets every TCP connection that the process `pid` has to `server`, as a load balancer or a NAT does that forgot them;
 * gives their number. Needs root, and a kernel with INET_DIAG_DESTROY.
 */
export async function cutConnections(pid: number, { hostname, port }: URL): Promise<number> {
  const to = ['dst', `${hostname}:${port || 443}`];
  const established = await ss('-Htnp', 'state', 'established', ...to);
  const ours = established.split('\n').filter((line) => line.includes(`pid=${pid},`));
  const ports = ours.map((line) => `sport = :${/:(\d+) /.exec(line)?.[1]}`);
  // All at once, as one goes on being used while another is cut.
  if (ports.length > 0) await ss('-HtK', ...to, `( ${ports.join(' or ')} )`);
  return ports.length;
}

async function ss(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram('ss', args);
  if (exitCode !== 0) throw new Error(`ss ${args.join(' ')}: ${stderr}`);
  return stdout;
}
