// Reads a pack (first argument) with law.js (second), then lines of {"facts", "on", "known"}; prints for each the digest of
// the answer, or with a third argument the answer itself.
"use strict";
var fs = require("fs"), crypto = require("crypto"), readline = require("readline");
var law = require(process.argv[3]).open(fs.readFileSync(process.argv[2], "utf8"));

function answer(line) {
  var asked = JSON.parse(line);
  try { return JSON.stringify(law.ask(asked.facts, asked.on, asked.known)); }
  catch (fault) {
    if (!fault.code) throw fault;
    return JSON.stringify({ fault: [fault.code, fault.fact, fault.row, fault.field] });
  }
}
var out = [];
readline.createInterface({ input: process.stdin }).on("line", function (line) {
  var text = answer(line);
  out.push(process.argv[4] ? text : crypto.createHash("sha256").update(text).digest("hex").slice(0, 16));
}).on("close", function () { process.stdout.write(out.join("\n") + "\n"); });
