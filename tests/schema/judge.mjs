// SPDX-License-Identifier: Apache-2.0
// What ajv says of JSON texts, with strict mode:
//
//   node judge.mjs SCHEMA [REFERENCED...]
//
// Reads texts that each end with a NUL byte, and writes a line of JSON for each: [] when SCHEMA
// accepts it, else all messages, each with the JSON pointer to the place and the part of the schema.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

// Packages lie in the current directory, not beside this file.
const { Ajv2020 } = createRequire(process.cwd() + "/")("ajv/dist/2020.js");

const load = (path) => JSON.parse(readFileSync(path, "utf8"));
const [path, ...referenced] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: true, strictRequired: true, allErrors: true });
// What editors show instead of messages of their own; other validators ignore it.
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
