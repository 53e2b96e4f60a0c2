import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills the process of the pod whose command line starts with `command`, and with it the container of which it is the
 * first process. Returns false if there is no such process. Works only if the node of the host cluster is this machine.
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

/** The cgroup names of systemd have underscores instead of dashes. */
const isInPod = (cgroup: string, uid: string): boolean =>
  cgroup.includes(uid) || cgroup.includes(uid.replaceAll('-', '_'));

/** Returns an empty text for a process that has ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
