export declare function problemOf(version: string, program: string): string | undefined;
