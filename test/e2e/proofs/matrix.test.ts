import { jest, test } from '@jest/globals';
import { runMatrix } from '../support/action/matrix.ts';

jest.setTimeout(3_600_000);

test('a matrix tests the Kubernetes versions that the host builds by default', async () => {
  await runMatrix('>=1.33 <1.35', ['1.33.13', '1.34.4']);
});
