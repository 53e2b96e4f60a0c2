/**
 * Matches for example `oci://registry.example.com/charts/vcluster:0.30.0`; the groups are the address and the version.
 */
export const OCI =
  /^(oci:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)+)(?::([A-Za-z0-9_][\w.-]*))?$/;

export const isOciChart = (chart: string): boolean => chart.startsWith('oci://');

/**
 * Returns whether it is the address of a chart in an OCI registry. Digests are refused, because helm before 3.17 does
 * not support them.
 */
export const isOciAddress = (chart: string): boolean => OCI.test(chart);
