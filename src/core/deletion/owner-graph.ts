/** The metadata of a host object that shows which objects own it. */
export interface Owned {
  uid: string;
  /** The uids of its owners. */
  owners: readonly string[];
}

/**
 * Returns those of `objects` that the objects with the uids `roots` own, directly or through other `objects`. Like the
 * garbage collector, spares an object that another object owns too: anyone who may change an object can add an owner.
 */
export function ownedBy<O extends Owned>(roots: Iterable<string>, objects: readonly O[]): O[] {
  const uids = new Set(roots);
  const isOwned = ({ owners }: Owned) =>
    owners.length > 0 && owners.every((owner) => uids.has(owner));
  for (let before = -1; before < uids.size; ) {
    before = uids.size;
    for (const object of objects) if (isOwned(object)) uids.add(object.uid);
  }
  return objects.filter(isOwned);
}

interface Metadata {
  uid?: string;
  ownerReferences?: { uid: string }[];
}

export const ownedOf = ({ uid = '', ownerReferences = [] }: Metadata = {}): Owned => ({
  uid,
  owners: ownerReferences.map((owner) => owner.uid),
});
