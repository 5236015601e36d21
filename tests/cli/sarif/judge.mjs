// SPDX-License-Identifier: Apache-2.0
// Whether standard input is a log of SARIF 2.1.0 by its schema: says what is not, and exits with 1.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

// Packages lie in the current directory, not beside this file.
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
