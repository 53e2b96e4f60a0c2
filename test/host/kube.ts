import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';

/** Sends a GET to the cluster of a kubeconfig. Returns the text of a 2xx answer; anything else is an error. */
export async function get(kubeconfig: string, path: string): Promise<string> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new Error(`${kubeconfig}: no current cluster`);
  const options = { timeout: 5_000 };
  await config.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, server), options, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.once('end', () => {
        if (answer.statusCode && answer.statusCode < 300) resolve(body);
        else reject(new Error(`${path}: ${answer.statusCode} ${body.slice(0, 300)}`));
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`${path}: no answer in 5 s`)));
    sent.once('error', reject).end();
  });
}

/** Calls `probe` every 100 ms until it returns true. Throws with its last error if that takes too long. */
export async function until(
  what: string,
  seconds: number,
  probe: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  let last = 'not yet';
  while (performance.now() < end) {
    try {
      if (await probe()) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${seconds} s (${last})`);
}
