// For jest, whose own `require` reads no ES modules, and whose modules are made anew for each test file: Node's is
// taken in its place, by way of the one thing in the sandbox that leads out of it. Anybody else gets the same.
const { runInThisContext } = require('node:vm');
const { createRequire } = runInThisContext("process.getBuiltinModule('node:module')");
module.exports = createRequire(__filename)('./library.js');
