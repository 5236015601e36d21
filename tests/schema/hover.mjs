// SPDX-License-Identifier: Apache-2.0
// What an editor shows when one points at something, and what it suggests.
import { readFileSync } from "node:fs";
import { open, openText, service } from "./editor.mjs";

const schema = JSON.parse(
	readFileSync(new URL("../../schema/memory-policy.schema.json", import.meta.url)));
const { $defs: rules, properties } = schema;
let passed = 0, failed = 0;

function expect(what, found, expected) {
	if (found === expected) {
		passed++;
		return;
	}
	failed++;
	console.log(`${what}:\n  found    ${found}\n  expected ${expected}`);
}

// "|" marks the place.
function openAt(marked) {
	const [before] = marked.split("|");
	const [document, tree] = open(marked.replace("|", ""));
	const offset = document.getText().indexOf(marked.replace("|", "")) + before.length;
	return [document, document.positionAt(offset), tree];
}

async function expectHover(marked, { title, description }) {
	const { contents } = await service.doHover(...openAt(marked));
	// Characters other than letters are escaped for Markdown.
	const shown = contents[0].replace(/\\(.)/g, "$1");
	expect(`pointing at ${marked}`, shown, `${title}\n\n${description}`);
}

async function expectProposals(marked, expected) {
	const { items } = await service.doComplete(...openAt(marked));
	const proposals = items.map(({ label, documentation: text }) => {
		const shown = text?.value ?? (text || "");
		return `${label} ${shown.replace(/\\(.)/g, "$1")}`;
	});
	expect(`writing at ${marked}`, proposals.sort().join("\n"), expected.sort().join("\n"));
}

const documented = (alternatives) => alternatives.filter((one) => one.const);
const proposals = (alternatives) =>
	documented(alternatives).map((one) => `"${one.const}" ${one.description}`);

// Warnings about a file without errors, each with the underlined text.
async function expectWarnings(text, expected) {
	const [document, tree] = openText(text);
	const found = await service.doValidation(document, tree);
	expect(`warnings of ${text}`,
		found.map(({ severity, range, message }) =>
			`${severity} ${document.getText(range)}: ${message}`).join("\n"), expected);
}

const NAME = "Runtimes and the hook ignore this: the key must be memoryPolicy.";
const PLACE = "Runtimes and the hook ignore this here: move it to linux.memoryPolicy.";

for (const name of ["memorypolicy", "memory_policy", "mempolicy", "numaMemoryPolicy", "memoryPolicies"])
	await expectWarnings(`{"linux": {"${name}": {}}}`, `2 "${name}": {}: ${NAME}`);
await expectWarnings(`{"memoryPolicy": {}}`, `2 "memoryPolicy": {}: ${PLACE}`);
await expectWarnings(`{"process": {"memoryPolicy": {}}}`, `2 "memoryPolicy": {}: ${PLACE}`);
await expectWarnings(`{"linux": {"resources": {"memory_policy": 1}}}`, `2 "memory_policy": 1: ${PLACE}`);
await expectWarnings(`{"linux": {"memoryPolicy": {"mode": "MPOL_LOCAL"}, "resources": {"memory": {}}}}`, "");

await expectHover(`|{"mode": "MPOL_BIND", "nodes": "0"}`, schema);
for (const mode of documented(rules.mode.anyOf)) {
	await expectHover(`{"mode": "|${mode.const}"}`, mode);
	await expectHover(`{"|mode": "${mode.const}"}`, mode);
}
await expectHover(`{"|mode": "MPOL_NEAR"}`, properties.mode);
for (const flag of documented(rules.flag.anyOf))
	for (const mode of ["MPOL_BIND", "MPOL_PREFERRED"])
		await expectHover(`{"mode": "${mode}", "nodes": "0", "flags": ["|${flag.const}"]}`, flag);
for (const mode of ["MPOL_BIND", "MPOL_PREFERRED", "MPOL_INTERLEAVE"]) {
	await expectHover(`{"mode": "${mode}", "|nodes": "0"}`, properties.nodes);
	await expectHover(`{"mode": "${mode}", "nodes": "0", "|flags": []}`, properties.flags);
}
for (const mode of ["MPOL_DEFAULT", "MPOL_LOCAL"]) {
	await expectHover(`{"mode": "${mode}", "|nodes": "0"}`, {
		...properties.nodes,
		...rules["default-and-local-take-no-nodes"].then.properties.nodes,
	});
	await expectHover(`{"mode": "${mode}", "|flags": []}`, {
		...properties.flags,
		...rules["default-and-local-take-no-flags"].then.properties.flags,
	});
}
await expectProposals(`{|}`,
	Object.entries(properties).map(([name, { description }]) => `${name} ${description}`));
await expectProposals(`{"mode": |}`, proposals(rules.mode.anyOf));
await expectProposals(`{"mode": "MPOL_BIND", "nodes": "0", "flags": [|]}`,
	proposals(rules.flag.anyOf));
await expectProposals(`{"mode": "MPOL_BIND", "nodes": |}`, [`"0" `, `"0-3,7" `, `null `]);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
