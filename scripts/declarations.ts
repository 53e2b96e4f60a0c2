import { type Declared, publicApi } from './public-api.ts';

/** The declaration file of a module, with all that it needs in it. */
export function declarationFile(entry: string): string {
  const statements = publicApi(entry).map(statement);
  // Without it everything in a declaration file is exported.
  return `${[...statements, 'export {};'].join('\n\n')}\n`;
}

function statement({ text, isPublic }: Declared): string {
  return isPublic ? text.replace(/^(?=(declare|interface|type) )/m, 'export ') : text;
}
