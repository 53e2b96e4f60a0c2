/** An expression that the runner evaluates: `${{ text }}`. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** A step that uses the action with these inputs, on the host cluster of the test. */
export function cluster(inputs: Record<string, string>, id = 'cluster'): string {
  const given = {
    'host-kubeconfig': expression('secrets.HOST_KUBECONFIG'),
    chart: expression('vars.VCLUSTER_CHART'),
    'versions-file': expression('vars.VERSIONS_FILE'),
    ...inputs,
  };
  const lines = Object.entries(given).map(([name, value]) => `          ${name}: ${value}`);
  return [`      - uses: ./`, `        id: ${id}`, '        with:', ...lines].join('\n');
}

/** A step that runs one line of shell. */
export const script = (line: string): string => `      - run: ${JSON.stringify(line)}`;

/** A workflow with one job that runs these steps. */
export const workflow = (...steps: string[]): string =>
  `
name: e2e
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
${steps.join('\n')}
`;
