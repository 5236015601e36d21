// SPDX-License-Identifier: Apache-2.0
// What an editor makes of a config.json: the language service of VS Code, with the schema for whole files.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

// The packages are in the current directory, not next to this file.
const require = createRequire(process.cwd() + "/");
const { getLanguageService, TextDocument } = require("vscode-json-languageservice");

export const service = getLanguageService({
	schemaRequestService: (uri) => readFile(new URL(uri), "utf8"),
	workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({
	validate: true,
	schemas: [{
		fileMatch: ["config.json"],
		uri: new URL("../../schema/config.schema.json", import.meta.url).href,
	}],
});

// A file with this linux.memoryPolicy. Returns the document and its syntax tree.
export function open(policy) {
	return openText(`{"linux": {"memoryPolicy": ${policy}}}`);
}

// A whole file.
export function openText(text) {
	const document = TextDocument.create("file:///bundle/config.json", "json", 1, text);
	return [document, service.parseJSONDocument(document)];
}
