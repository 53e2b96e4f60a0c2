/** A param of a Task or StepAction. */
export interface Param {
  name: string;
  description: string;
  default?: string | string[];
}

/** The fields of a Tekton Task that `npm run docs` reads. */
export interface Task {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: {
    description: string;
    params: Param[];
    results?: { name: string; description: string }[];
    steps: Record<string, unknown>[];
  };
}
