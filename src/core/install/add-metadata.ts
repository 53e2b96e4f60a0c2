import type { V1OwnerReference } from '@kubernetes/client-node';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Marks an object as part of a cluster: an owner in the lease's namespace, labels on cluster-scoped objects. */
export type Mark = { owner: V1OwnerReference } | { labels: Record<string, string> };

/** Adds `mark` to the body of a request that creates an object. Go clients send built-in types as protobuf. */
export function addMetadata(body: Buffer, contentType: string, mark: Mark): Buffer {
  if (contentType.startsWith(PROTOBUF)) return addToProtobuf(body, mark);
  const object = JSON.parse(body.toString());
  const metadata = object.metadata ?? {};
  object.metadata =
    'owner' in mark
      ? { ...metadata, ownerReferences: [...(metadata.ownerReferences ?? []), mark.owner] }
      : { ...metadata, labels: { ...metadata.labels, ...mark.labels } };
  return Buffer.from(JSON.stringify(object));
}

/*
 * Field numbers from the Kubernetes API's .proto files. In protobuf, a reader merges a message that appears in several
 * parts. So a second `metadata`, which contains only the mark, adds the mark; the code parses no other field.
 */
const MAGIC = Buffer.from('k8s\0');
const UNKNOWN_RAW = 2;
const OBJECT_METADATA = 1;
const METADATA_LABELS = 11;
const METADATA_OWNER_REFERENCES = 13;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;
const OWNER_KIND = 1;
const OWNER_NAME = 3;
const OWNER_UID = 4;
const OWNER_API_VERSION = 5;

function addToProtobuf(body: Buffer, mark: Mark): Buffer {
  const metadata = field(
    OBJECT_METADATA,
    'owner' in mark ? ownerField(mark.owner) : labelFields(mark),
  );
  const envelope = readFields(body.subarray(MAGIC.length)).map(({ number, value }) =>
    field(number, number === UNKNOWN_RAW ? Buffer.concat([value, metadata]) : value),
  );
  return Buffer.concat([MAGIC, ...envelope]);
}

function ownerField(owner: V1OwnerReference): Buffer {
  const reference = Buffer.concat([
    field(OWNER_KIND, owner.kind),
    field(OWNER_NAME, owner.name),
    field(OWNER_UID, owner.uid),
    field(OWNER_API_VERSION, owner.apiVersion),
  ]);
  return field(METADATA_OWNER_REFERENCES, reference);
}

const labelFields = ({ labels }: { labels: Record<string, string> }): Buffer =>
  Buffer.concat(
    Object.entries(labels).map(([key, value]) =>
      field(METADATA_LABELS, Buffer.concat([field(ENTRY_KEY, key), field(ENTRY_VALUE, value)])),
    ),
  );

/** Reads a message that has only length-delimited fields, such as the envelope `runtime.Unknown`. */
function readFields(message: Buffer): { number: number; value: Buffer }[] {
  const fields = [];
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    const length = readVarint(message, tag.end);
    at = length.end + length.value;
    fields.push({ number: tag.value >> 3, value: message.subarray(length.end, at) });
  }
  return fields;
}

const LENGTH_DELIMITED = 2;

function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  let end = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[end++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end };
  }
}
