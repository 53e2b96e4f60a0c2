const PREFIX = '10.250';

export interface Subnet {
  number: number;
  gateway: string;
  node: string;
}

export function subnet(number: number): Subnet {
  return { number, gateway: `${PREFIX}.${number}.1`, node: `${PREFIX}.${number}.2` };
}

/** The first 10.250.N.0/24 that no address and no route of the machine uses. */
export function freeSubnet(inUse: readonly string[]): Subnet {
  for (let number = 0; number < 256; number += 1) {
    if (!inUse.some((address) => address.startsWith(`${PREFIX}.${number}.`))) return subnet(number);
  }
  throw new Error(
    `all subnets of ${PREFIX}.0.0/16 are in use on this machine; stop a host with \`npm run host -- down --name NAME\``,
  );
}
