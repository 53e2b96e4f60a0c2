import { type Declared, publicApi } from './public-api.ts';

/** Returns a declaration file for a module that imports no other file. */
export function declarationFile(entry: string): string {
  const statements = publicApi(entry).map(statement);
  // Without an export statement, TypeScript exports all declarations of a declaration file.
  return `${[...statements, 'export {};'].join('\n\n')}\n`;
}

function statement({ text, isPublic }: Declared): string {
  return isPublic ? text.replace(/^(?=(declare|interface|type) )/m, 'export ') : text;
}
