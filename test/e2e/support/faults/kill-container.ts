import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills the first process of that program in the pod, and with it the container whose first process it is. False where
 * there is none now. Only where the host cluster's node is this machine.
 */
export function killContainer(podUid: string, command: readonly string[]): boolean {
  const begin = command.map((word) => `${word}\0`).join('');
  const pid = readdirSync('/proc').find(
    (name) =>
      /^\d+$/.test(name) &&
      isInPod(read(name, 'cgroup'), podUid) &&
      read(name, 'cmdline').startsWith(begin),
  );
  return pid !== undefined && process.kill(Number(pid), 'SIGKILL');
}

/** systemd's names of cgroups have no dashes. */
const isInPod = (cgroup: string, uid: string): boolean =>
  cgroup.includes(uid) || cgroup.includes(uid.replaceAll('-', '_'));

/** Empty for a process that has ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
