/*
 * CommonJS, and only syntax that Node 12 can parse: an older Node can neither parse the bundles nor run them. What imports
 * this file must not import a bundle, because all imports are parsed before the first file runs.
 */
const OLDEST = 24;

/** Says what is wrong with a version of Node; undefined if it can run the bundles. */
exports.problemOf = (version, program) =>
  Number.parseInt(version, 10) < OLDEST
    ? `ephemeral-vcluster needs Node ${OLDEST} or newer; this is Node ${version} (${program}).`
    : undefined;
