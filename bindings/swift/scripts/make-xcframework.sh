#!/bin/sh
# Makes HypersenderFFI.xcframework beside Package.swift, for iOS, its simulator and macOS, with the licences and the
# bills of materials of its libraries.
#
# It needs a Mac with Xcode and rustup, neither of which the project's own checks have: IT IS NOT RUN
# BY THEM. What they do check is that the crate compiles for arm64 iOS.
#
#   make-xcframework.sh             for apps
#   make-xcframework.sh --testing   with the sandbox, for an app's own tests (HypersenderTesting)
set -eu

case "${1:-}" in
    --testing) features="" ;;
    "") features=--no-default-features ;;
    *) echo "make-xcframework.sh [--testing]" >&2 && exit 2 ;;
esac

package=$(cd "$(dirname "$0")/.." && pwd)
root=$(cd "$package/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export IPHONEOS_DEPLOYMENT_TARGET=16.0 MACOSX_DEPLOYMENT_TARGET=13.0

# The static library of one target.
build() {
    rustup target add "$1"
    # The crate is also a `cdylib`; the archive is what an XCFramework for a package holds.
    cargo rustc --manifest-path "$root/Cargo.toml" --package hypersender-uniffi --lib \
        ${features:+"$features"} --profile app --target "$1" --crate-type staticlib
}

# One archive with the code of several targets.
join() {
    name=$1
    shift
    mkdir -p "$scratch/$name"
    for triple do
        shift
        build "$triple"
        set -- "$@" "$target/$triple/app/libhypersender_uniffi.a"
    done
    lipo -create "$@" -output "$scratch/$name/libhypersender_uniffi.a"
}

join ios aarch64-apple-ios
join simulator aarch64-apple-ios-sim x86_64-apple-ios
join macos aarch64-apple-darwin x86_64-apple-darwin

# In a folder of their own: Xcode puts those of all packages into one.
mkdir -p "$scratch/headers/HypersenderFFI"
cp "$package/Sources/HypersenderFFI/HypersenderFFI.h" "$scratch/headers/HypersenderFFI/"
cp "$package/Sources/HypersenderFFI/module.modulemap" "$scratch/headers/HypersenderFFI/"

rm -rf "$package/HypersenderFFI.xcframework"
xcodebuild -create-xcframework \
    -library "$scratch/ios/libhypersender_uniffi.a" -headers "$scratch/headers" \
    -library "$scratch/simulator/libhypersender_uniffi.a" -headers "$scratch/headers" \
    -library "$scratch/macos/libhypersender_uniffi.a" -headers "$scratch/headers" \
    -output "$package/HypersenderFFI.xcframework"

(cd "$root" && cargo xtask papers "$package/HypersenderFFI.xcframework" hypersender-uniffi \
    pkg:generic/HypersenderFFI ${features:+"$features"} aarch64-apple-darwin aarch64-apple-ios \
    aarch64-apple-ios-sim x86_64-apple-darwin x86_64-apple-ios)
