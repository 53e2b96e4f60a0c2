import { DefaultArtifactClient } from '@actions/artifact';

/** Uploads files as an artifact of the workflow run, in a separate bundle because of the size of its dependencies. */
export async function uploadArtifact(
  name: string,
  files: readonly string[],
  root: string,
): Promise<void> {
  await new DefaultArtifactClient().uploadArtifact(name, [...files], root);
}
