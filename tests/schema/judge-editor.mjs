// SPDX-License-Identifier: Apache-2.0
// Prints an editor's messages about memoryPolicy objects: reads texts, each terminated by a NUL byte, and
// writes a line of JSON for each: all messages, each with the underlined text.
import { readFileSync } from "node:fs";
import { open, service } from "./editor.mjs";

for (const policy of readFileSync(0, "utf8").split("\0").slice(0, -1)) {
	const [document, tree] = open(policy);
	const found = await service.doValidation(document, tree);
	const messages = found.map(({ range, message }) => `${document.getText(range)}: ${message}`);
	console.log(JSON.stringify(messages.sort()));
}
