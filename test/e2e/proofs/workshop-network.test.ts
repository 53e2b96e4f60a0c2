import { expect, jest, test } from '@jest/globals';
import { upHost } from '../../host/host.ts';
import { enforceNetworkPolicies } from '../../host/network-policies.ts';
import { eventually } from '../../support/eventually.ts';
import { runProgram } from '../../support/program.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';
import { connectBySeat } from '../support/workshop/attendee.ts';
import {
  type Address,
  addressOf,
  hostAddresses,
  type Listener,
  listenAs,
} from '../support/workshop/listener.ts';
import { openWorkshop } from '../support/workshop/workshop.ts';

jest.setTimeout(900_000);

/** The names of the targets that are reachable from a pod. */
const answering = async (from: Listener, targets: Record<string, Address>): Promise<string[]> => {
  const names = Object.keys(targets);
  const answers = await Promise.all(Object.values(targets).map((it) => from.reaches(it)));
  return names.filter((_, index) => answers[index]);
};

test('if the host enforces network policies, a pod of an attendee reaches its own cluster, but not the host or the others', async () => {
  await using host = await openE2eHost();
  await using _ = await enforceNetworkPolicies();
  await using workshop = await openWorkshop(host, 2);
  const { name, shell, out, creation } = workshop;
  expect(await shell.run(...creation(2))).toMatchObject({ code: 0 });
  await using first = await connectBySeat(host, out, `${name}-01`);
  await using second = await connectBySeat(host, out, `${name}-02`);
  const outside = host.own(uniqueName('outside'));
  const { kubeconfig, tools } = await upHost();
  const admin = (...args: string[]) =>
    runProgram(tools.kubectl, ['--kubeconfig', kubeconfig, '--namespace', outside, ...args]);
  await host.view.kube.core.createNamespace({ body: { metadata: { name: outside } } });
  const [own, others, unbound] = await Promise.all([
    listenAs(first.kubectl),
    listenAs(second.kubectl),
    listenAs(admin),
  ]);

  const allowed = { 'own API': own.api, 'own Service': own.service, 'own pod': own.pod };
  const denied = {
    ...(await hostAddresses(host)),
    'API of another': others.api,
    'API of another on a port of the node': addressOf(second.server),
    'Service of another': others.service,
    'pod of another': others.pod,
  };
  // Addresses that nothing can reach would prove nothing. Newer charts admit only pods of the same cluster to a pod.
  const reachable = [await answering(unbound, denied), await answering(others, denied)].flat();
  expect(reachable).toEqual(expect.arrayContaining(Object.keys(denied)));
  expect(await answering(own, allowed)).toEqual(Object.keys(allowed));
  // The rules for a new pod are in force shortly after it starts.
  const reached = await eventually(
    () => answering(own, denied),
    ({ length }) => length === 0,
    30,
  );
  expect(reached).toEqual([]);
  figures(
    'workshop',
    `${Object.keys(denied).length} addresses of the host and of another: 0 reached by a pod`,
  );
});
