const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Converts a Kubernetes quantity such as `200m`, `4Gi` or `1e3` to a number; NaN if it is not a quantity. */
export function parseQuantity(quantity: string | number): number {
  const [, number = '', suffix] = /^(.*?)([numkMGTPE]i?|Ki)?$/.exec(String(quantity)) ?? [];
  return Number(number || Number.NaN) * (suffix ? (FACTORS[suffix] ?? Number.NaN) : 1);
}
