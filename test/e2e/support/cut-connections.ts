import { execFileSync } from 'node:child_process';

/**
 * Resets every TCP connection that the process `pid` has to `server`, as a load balancer or a NAT does that forgot them;
 * gives their number. Needs root, and a kernel with INET_DIAG_DESTROY.
 */
export function cutConnections(pid: number, server: URL): number {
  const listed = ss('-Htnp', 'state', 'established', ...to(server));
  const connections = listed.split('\n').filter((line) => line.includes(`pid=${pid},`));
  for (const line of connections) {
    const local = line.trim().split(/\s+/)[2] ?? '';
    ss('-HtK', 'src', local, ...to(server));
  }
  return connections.length;
}

const to = ({ hostname, port }: URL): string[] => ['dst', `${hostname}:${port || 443}`];

const ss = (...args: string[]): string => execFileSync('ss', args, { encoding: 'utf8' });
