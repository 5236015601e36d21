// SPDX-License-Identifier: Apache-2.0
// Prints the verdicts of ajv, in strict mode, on JSON texts:
//
//   node judge.mjs SCHEMA [REFERENCED...]
//
// Reads texts, each terminated by a NUL byte, and writes a line of JSON for each: [] if SCHEMA accepts
// it, otherwise all messages, each with the JSON pointers to the place and to the part of the schema.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

// The packages are in the current directory, not next to this file.
const { Ajv2020 } = createRequire(process.cwd() + "/")("ajv/dist/2020.js");

const load = (path) => JSON.parse(readFileSync(path, "utf8"));
const [path, ...referenced] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: true, strictRequired: true, allErrors: true });
// Editors show this instead of their own messages; other validators ignore it.
ajv.addVocabulary(["errorMessage", "deprecationMessage"]);
for (const name of referenced)
	ajv.addSchema(load(name), basename(name));
const validate = ajv.compile(load(path));

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function judge(bytes) {
	let value;
	try {
		value = JSON.parse(decoder.decode(bytes));
	} catch (error) {
		return [`not JSON: ${error.message}`];
	}
	if (validate(value))
		return [];
	return validate.errors
		.filter(({ keyword }) => keyword !== "if")
		.map(({ instancePath, schemaPath, message }) => `${instancePath}: ${message} (${schemaPath})`)
		.sort();
}

const input = readFileSync(0);
const lines = [];
for (let start = 0, end; (end = input.indexOf(0, start)) >= 0; start = end + 1)
	lines.push(JSON.stringify(judge(input.subarray(start, end))) + "\n");
process.stdout.write(lines.join(""));
