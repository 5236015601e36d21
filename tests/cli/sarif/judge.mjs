// SPDX-License-Identifier: Apache-2.0
// Checks that standard input is a log according to the schema of SARIF 2.1.0; if not, prints why and exits
// with 1.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

// The packages are in the current directory, not next to this file.
const require = createRequire(process.cwd() + "/");
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const Ajv = require("ajv");
const ajv = new Ajv({ schemaId: "id", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const log = JSON.parse(readFileSync(0, "utf8"));

if (!ajv.validate(schema, log)) {
	console.log(ajv.errorsText(ajv.errors, { separator: "\n" }));
	process.exit(1);
}
console.log(`${log.runs[0].results.length} results`);
