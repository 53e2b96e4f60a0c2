import { expect, test } from '@jest/globals';
import { tunedValues } from '../../../src/core/release/values.ts';
import { checkValues } from '../../../src/core/release/values-schema.ts';
import { upHost } from '../../host/host.ts';

const HOST_IS_UP = 60_000;

test(
  "the real chart's schema allows our values, and finds a slip in them",
  async () => {
    const { chart } = (await upHost({})).tools;
    const values = tunedValues({
      kubernetesVersion: '1.34.4',
      vclusterVersion: '0.30.0',
      serviceCIDR: '10.96.0.0/16',
    });
    await checkValues(chart, values);
    await expect(checkValues(chart, { ...values, telemetri: {} })).rejects.toMatchObject({
      problems: [{ input: 'values: telemetri' }],
    });
  },
  HOST_IS_UP,
);
