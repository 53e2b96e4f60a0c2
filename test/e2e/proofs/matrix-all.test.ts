import { jest, test } from '@jest/globals';
import { runMatrix } from '../support/action/matrix.ts';

jest.setTimeout(3_600_000);

test('a matrix tests every Kubernetes version that can be built here', async () => {
  await runMatrix('>=1.33', ['1.33.13', '1.34.4', '1.35.4', '1.36.3', '1.37.2']);
});
