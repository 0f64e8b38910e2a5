#!/bin/sh
# Makes the package as it lies at the root of a repository of its own, which is where SwiftPM wants it. There the
# native library is not a file beside the manifest but one that is attached to a release.
#
#   make-mirror.sh RELEASE FILES OUT
#
#   RELEASE   where the files of the release can be had: https://…/releases/download/v1.2.3
#   FILES     a folder with those files: HypersenderFFI.xcframework.zip and HypersenderFFI-testing.xcframework.zip
#   OUT       the folder to make
set -eu

[ $# -eq 3 ] || { echo "make-mirror.sh RELEASE FILES OUT" >&2 && exit 2; }
release=$1 files=$2 out=$3
package=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "$package/../.." && pwd)

# What SwiftPM calls a checksum.
checksum() {
    [ -f "$files/$1" ] || { echo "$files/$1 is not there" >&2 && exit 1; }
    if command -v sha256sum > /dev/null; then sha256sum "$files/$1"; else shasum -a 256 "$files/$1"; fi | cut -c 1-64
}
for_apps=$(checksum HypersenderFFI.xcframework.zip)
for_tests=$(checksum HypersenderFFI-testing.xcframework.zip)

mkdir -p "$out"
cp -R "$package/Sources" "$package/README.md" "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$out/"
# Who tests an app against the sandbox sets HYPERSENDER_SANDBOX, and gets the library that has one.
beside='\.binaryTarget(name: "HypersenderFFI", path: "HypersenderFFI\.xcframework")'
attached=".binaryTarget(\\
        name: \"HypersenderFFI\",\\
        url: Context.environment[\"HYPERSENDER_SANDBOX\"] == nil\\
            ? \"$release/HypersenderFFI.xcframework.zip\"\\
            : \"$release/HypersenderFFI-testing.xcframework.zip\",\\
        checksum: Context.environment[\"HYPERSENDER_SANDBOX\"] == nil\\
            ? \"$for_apps\"\\
            : \"$for_tests\")"
sed "s|$beside|$attached|" "$package/Package.swift" > "$out/Package.swift"
grep -q "$for_apps" "$out/Package.swift" || { echo "Package.swift names its library in another way now" >&2 && exit 1; }
