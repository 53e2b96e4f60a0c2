import type { Kube } from '../kube/clients.ts';

/** The host's clock to the second, in milliseconds since the epoch: ages of its objects are counted on that one. */
export async function hostTime(kube: Kube): Promise<number> {
  const { headers } = await kube.version.getCodeWithHttpInfo();
  const time = Date.parse(headers.date ?? '');
  if (Number.isNaN(time)) throw new Error('the host does not say what time it is');
  return time;
}
