import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** The address of this machine on the way to `server`: the host cluster reaches this process there. Sends nothing. */
export async function localAddressTowards(server: string): Promise<string> {
  const { hostname, port } = new URL(server);
  const socket = createSocket('udp4');
  socket.connect(Number(port || 443), hostname);
  await once(socket, 'connect');
  const { address } = socket.address();
  socket.close();
  return address;
}
