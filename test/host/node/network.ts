import { existsSync } from 'node:fs';
import { z } from 'zod';
import { withLock } from '../lock.ts';
import { run } from '../run.ts';
import type { Layout } from './layout.ts';
import { freeSubnet, type Subnet } from './subnet.ts';

const Links = z.array(z.object({ ifname: z.string(), ifalias: z.string().optional() }));
const Addresses = z.array(
  z.object({ addr_info: z.array(z.object({ local: z.string().optional() })).default([]) }),
);
const Routes = z.array(z.object({ dst: z.string() }));

// Kernel settings that pods need, only in the network namespace. Missing settings are ignored.
const SYSCTLS = [
  'net.ipv4.ip_forward=1',
  'net.ipv4.conf.all.route_localnet=1',
  'net.bridge.bridge-nf-call-iptables=1',
];

const ip = (...args: string[]): Promise<string> => run('ip', args);

/** Creates the network namespace of the host, connected to the machine by a veth pair. Changes no rules of the machine. */
export async function createNetwork(layout: Layout): Promise<Subnet> {
  const { netns } = layout;
  await ip('netns', 'add', netns);
  const chosen = await withLock('network', () => connectToMachine(layout));
  await ip('-n', netns, 'addr', 'add', `${chosen.node}/24`, 'dev', 'eth0');
  await ip('-n', netns, 'link', 'set', 'lo', 'up');
  await ip('-n', netns, 'link', 'set', 'eth0', 'up');
  await ip('-n', netns, 'route', 'add', 'default', 'via', chosen.gateway);
  const enter = [`--net=${layout.netnsPath}`, 'sysctl', '-q', '-e', '-w'];
  await run('nsenter', [...enter, ...SYSCTLS]);
  return chosen;
}

/** The alias of the interface is the name of the host's network namespace. */
async function connectToMachine({ netns }: Layout): Promise<Subnet> {
  const chosen = freeSubnet(await addressesInUse());
  const link = `ev-${chosen.number}`;
  await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns);
  await ip('link', 'set', link, 'alias', netns, 'up');
  await ip('addr', 'add', `${chosen.gateway}/24`, 'dev', link);
  return chosen;
}

async function addressesInUse(): Promise<string[]> {
  const addresses = Addresses.parse(JSON.parse(await ip('-j', 'addr')));
  const routes = Routes.parse(JSON.parse(await ip('-j', 'route', 'show', 'table', 'all')));
  const locals = addresses.flatMap((device) => device.addr_info.map(({ local }) => local ?? ''));
  return [...locals, ...routes.map(({ dst }) => dst)];
}

export async function removeNetwork({ netns, netnsPath }: Layout): Promise<void> {
  const links = Links.parse(JSON.parse(await ip('-j', 'link')));
  for (const { ifname, ifalias } of links) {
    if (ifalias === netns) await ip('link', 'del', ifname);
  }
  if (existsSync(netnsPath)) await ip('netns', 'del', netns);
}
