import { ask, requestTo, type VirtualApi } from '../test/e2e/support/cluster/virtual-api.ts';

/** Returns the milliseconds of one small request on a new TLS connection, which every run of kubectl opens. */
export async function measureConnection(api: VirtualApi): Promise<number> {
  const start = performance.now();
  const { status } = await ask(requestTo(api, '/version'));
  if (status !== 200) throw new Error(`GET /version returned HTTP ${status}, expected 200.`);
  return performance.now() - start;
}
