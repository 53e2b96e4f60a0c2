import { ask, requestTo, type VirtualApi } from '../test/e2e/support/virtual-api.ts';

/** Milliseconds of one small request on a new TLS connection, as each run of kubectl makes one. */
export async function measureConnection(api: VirtualApi): Promise<number> {
  const start = performance.now();
  const { status } = await ask(requestTo(api, '/version'));
  if (status !== 200) throw new Error(`/version gave HTTP ${status}`);
  return performance.now() - start;
}
