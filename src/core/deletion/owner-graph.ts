/** The metadata of a host object that shows which objects own it. */
export interface Owned {
  uid: string;
  /** The uids of its owners. */
  owners: readonly string[];
}

/** Returns those of `objects` that the objects with the uids `roots` own, directly or through other `objects`. */
export function ownedBy<O extends Owned>(roots: Iterable<string>, objects: readonly O[]): O[] {
  const uids = new Set(roots);
  for (let before = -1; before < uids.size; ) {
    before = uids.size;
    for (const { uid, owners } of objects) if (owners.some((it) => uids.has(it))) uids.add(uid);
  }
  return objects.filter(({ owners }) => owners.some((owner) => uids.has(owner)));
}

interface Metadata {
  uid?: string;
  ownerReferences?: { uid: string }[];
}

export const ownedOf = ({ uid = '', ownerReferences = [] }: Metadata = {}): Owned => ({
  uid,
  owners: ownerReferences.map((owner) => owner.uid),
});
