const { problemOf } = require('./node-version.cjs');
const problem = problemOf(process.versions.node, process.execPath);
if (problem) throw new Error(problem);

// For jest: its own `require` does not load ES modules, and it loads modules again for each test file.
// `runInThisContext` leaves jest's sandbox, so this uses Node's own `require`. Other callers get the same module.
const { runInThisContext } = require('node:vm');
const { createRequire } = runInThisContext("process.getBuiltinModule('node:module')");
module.exports = createRequire(__filename)('./library.js');
