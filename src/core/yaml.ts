import {
  boolYaml11Tag,
  CORE_SCHEMA,
  dump,
  FAILSAFE_SCHEMA,
  floatCoreTag,
  floatYaml11Tag,
  intCoreTag,
  intYaml11Tag,
  load,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
} from 'js-yaml';

type ScalarTag = typeof intCoreTag;

/** Go's parser reads numbers of YAML 1.1 and 1.2, but not those of base 60, such as 1:20. */
const eitherOf = (old: ScalarTag, current: ScalarTag): ScalarTag => ({
  ...old,
  resolve: (source, isExplicit, tagName) => {
    const value = source.includes(':') ? NOT_RESOLVED : old.resolve(source, isExplicit, tagName);
    return value === NOT_RESOLVED ? current.resolve(source, isExplicit, tagName) : value;
  },
});

/** YAML as kubectl and helm read it, with sigs.k8s.io/yaml: `yes` is a boolean, and `<<` merges mappings. */
const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  nullYaml11Tag,
  boolYaml11Tag,
  eitherOf(intYaml11Tag, intCoreTag),
  eitherOf(floatYaml11Tag as ScalarTag, floatCoreTag as ScalarTag),
);

/** Reads a text of one YAML document. Throws if it has several, or none. */
export const parseYaml = (text: string): unknown => load(text, { schema: SCHEMA });

/** Reads all documents of a text. */
export const parseAllYaml = (text: string): unknown[] => loadAll(text, { schema: SCHEMA });

/** Reads all documents that helm rendered. As in helm, a key can occur twice in a mapping, and the last one counts. */
export const parseRenderedYaml = (text: string): unknown[] =>
  loadAll(text, { schema: SCHEMA, json: true });

/** Reads each scalar as the text that is written there: as a number, 1.30 would become 1.3. */
export const parseYamlTexts = (text: string): unknown =>
  load(text, { schema: FAILSAFE_SCHEMA.withTags(mergeTag) });

/** Writes long texts, such as certificates, in one line. */
export const formatYaml = (value: unknown): string => dump(value, { lineWidth: -1 });
