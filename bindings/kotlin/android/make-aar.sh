#!/usr/bin/env bash
# Makes the AAR for Android: the classes of the jar, and the native library for each kind of phone.
#
# NOT RUN WHERE THIS PROJECT IS TESTED: that needs Google's NDK (ANDROID_NDK_HOME) and
#   rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
#   cargo install cargo-ndk
# There only `cargo check` sees the code for Android (`cargo xtask test mobile`), and the packing alone is
# tried, with something in place of the libraries: make-aar.sh --packed-from FOLDER.
#
#   make-aar.sh             target/android/hypersender-0.1.0.aar, for apps
#   make-aar.sh --testing   hypersender-testing-0.1.0.aar, with the sandbox, for an app's own tests
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
out="$root/target/android"
version="$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml")"
oldest=26 # Android 8: `java.time`

name=hypersender features=(--no-default-features) libraries=""
case "${1:-}" in
  --testing) name=hypersender-testing features=() ;;
  --packed-from) libraries="${2:?a folder with one folder for each kind of phone}" ;;
  "") ;;
  *) echo "make-aar.sh [--testing | --packed-from FOLDER]" >&2 && exit 2 ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/aar/jni"

if [[ -n "$libraries" ]]; then
  cp -R "$libraries"/. "$work/aar/jni/"
else
  # One kind of crate alone: only then is the library optimised as a whole. (Before version 4.4, as on
  # macOS, bash takes an empty array for one that is not set.)
  (cd "$root" && cargo ndk --platform "$oldest" --target arm64-v8a --target armeabi-v7a --target x86_64 \
    --output-dir "$work/aar/jni" rustc --package hypersender-uniffi ${features[@]+"${features[@]}"} --profile app \
    --crate-type cdylib)
fi

# The classes alone: the jar's libraries are those of servers.
jar="$here/../target/hypersender-$version.jar"
[[ -f "$jar" ]] || { echo "The jar comes first: mvn --file bindings/kotlin/pom.xml package" >&2; exit 1; }
mkdir "$work/classes"
(cd "$work/classes" && jar --extract --file "$jar" && rm -rf META-INF/maven META-INF/sbom META-INF/MANIFEST.MF META-INF/LICENSE-* META-INF/THIRD-PARTY-LICENSES linux-* darwin-* win32-*)
jar --create --file "$work/aar/classes.jar" -C "$work/classes" .
cp "$work/classes/META-INF/proguard/hypersender.pro" "$work/aar/proguard.txt"
: > "$work/aar/R.txt"
cat > "$work/aar/AndroidManifest.xml" <<MANIFEST
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="io.github.hypersender">
    <uses-sdk android:minSdkVersion="$oldest" />
    <uses-permission android:name="android.permission.INTERNET" />
</manifest>
MANIFEST

# Beside the classes and not among them: those of all libraries come into one folder of an app, where two files of
# one name are an error. Which libraries there are is read off their folders.
targets=()
for kind in "$work/aar/jni"/*; do
  case "$(basename "$kind")" in
    arm64-v8a) targets+=(aarch64-linux-android) ;;
    armeabi-v7a) targets+=(armv7-linux-androideabi) ;;
    x86_64) targets+=(x86_64-linux-android) ;;
    *) echo "$kind: a kind of phone that this script does not know" >&2 && exit 1 ;;
  esac
done
(cd "$root" && cargo xtask papers "$work/aar" hypersender-uniffi pkg:generic/hypersender-android \
  ${features[@]+"${features[@]}"} "${targets[@]}")

rm -f "$out/$name-$version.aar"
jar --create --no-manifest --file "$out/$name-$version.aar" -C "$work/aar" .
echo "$out/$name-$version.aar"
