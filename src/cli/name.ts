import { randomBytes } from 'node:crypto';

/** A name for a cluster that the user gives none. */
export const newName = (): string => `ci-${randomBytes(4).toString('hex')}`;
