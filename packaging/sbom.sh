#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the SBOM of a hook, as SPDX 2.3 in JSON: the project, and what is linked into it statically.
#   sbom.sh VERSION ARCH HOOK
set -eu
here=$(dirname "$0")
version=$1 arch=$2 hook=$3
case $arch in
x86_64) debian=amd64 ;;
aarch64) debian=arm64 ;;
esac
jansson=$(sed -n 's/^version=//p' "$here/../cmake/jansson.sh")
jansson_sha256=$(sed -n 's/^sha256=//p' "$here/../cmake/jansson.sh")
musl=$(dpkg-query -W -f '${Version}' "musl-dev:$debian")
sha256=$(sha256sum "$hook" | cut -d ' ' -f 1)
sha1=$(sha1sum "$hook" | cut -d ' ' -f 1)

# package ID NAME VERSION LICENSE COPYRIGHT PURL MORE
package() {
	cat <<END
    {
      "SPDXID": "SPDXRef-$1",
      "name": "$2",
      "versionInfo": "$3",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "licenseConcluded": "$4",
      "licenseDeclared": "$4",
      "copyrightText": "$5",$7
      "externalRefs": [
        {
          "referenceCategory": "PACKAGE-MANAGER",
          "referenceType": "purl",
          "referenceLocator": "$6"
        }
      ]
    }
END
}

# relation FROM TYPE TO
relation() {
	echo "    {\"spdxElementId\": \"SPDXRef-$1\", \"relationshipType\": \"$2\", \"relatedSpdxElement\": \"SPDXRef-$3\"}"
}

cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "oci-mempolicy-$version-$arch",
  "documentNamespace": "https://spdx.org/spdxdocs/oci-mempolicy-$version-$arch-$sha256",
  "creationInfo": {
    "created": "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)",
    "creators": ["Organization: oci-mempolicy"]
  },
  "packages": [
$(package project oci-mempolicy "$version" Apache-2.0 NOASSERTION "pkg:generic/oci-mempolicy@$version" ''),
$(package jansson jansson "$jansson" MIT "Copyright (c) 2009-2020 Petri Lehtinen <petri@digip.org>" \
	"pkg:deb/debian/jansson@$jansson?arch=source" "
      \"checksums\": [{\"algorithm\": \"SHA256\", \"checksumValue\": \"$jansson_sha256\"}],"),
$(package musl musl "$musl" MIT "Copyright (c) 2005-2020 Rich Felker, et al." \
	"pkg:deb/debian/musl@$musl?arch=$debian" '')
  ],
  "files": [
    {
      "SPDXID": "SPDXRef-hook",
      "fileName": "./libexec/oci/hooks.d/oci-mempolicy-hook",
      "fileTypes": ["BINARY"],
      "checksums": [
        {"algorithm": "SHA1", "checksumValue": "$sha1"},
        {"algorithm": "SHA256", "checksumValue": "$sha256"}
      ],
      "licenseConcluded": "Apache-2.0 AND MIT",
      "copyrightText": "NOASSERTION"
    }
  ],
  "relationships": [
$(relation DOCUMENT DESCRIBES project),
$(relation DOCUMENT DESCRIBES hook),
$(relation hook GENERATED_FROM project),
$(relation hook STATIC_LINK jansson),
$(relation hook STATIC_LINK musl)
  ]
}
END
