/** `oci://registry.example.com/charts/vcluster:0.30.0`. */
export const OCI =
  /^(oci:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)+)(?::([A-Za-z0-9_][\w.-]*))?$/;
export const isOciChart = (chart: string): boolean => chart.startsWith('oci://');
/** Whether it is an address of a chart in a registry. A digest is not taken: helm before 3.17 does not know what to do with it. */

export const isOciAddress = (chart: string): boolean => OCI.test(chart);
