// swift-tools-version: 5.9
import PackageDescription

// Which native library is linked, and from where. On Apple's platforms it comes as an XCFramework
// (`scripts/make-xcframework.sh`); elsewhere, and in this project's own tests, it is one that cargo
// built: give the linker its folder (`-Xlinker -L…`).
let ownLibrary = Context.environment["HYPERSENDER_NATIVE_LIBRARY"]

#if os(Linux)
let built = true
#else
let built = ownLibrary != nil
#endif

let native: Target =
    built
    ? .systemLibrary(name: "HypersenderFFI", path: "Sources/HypersenderFFI")
    : .binaryTarget(name: "HypersenderFFI", path: "HypersenderFFI.xcframework")

#if compiler(>=6)
let strict: [SwiftSetting] = [.enableExperimentalFeature("StrictConcurrency")]
#else
let strict: [SwiftSetting] = []
#endif

let package = Package(
    name: "hypersender",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Hypersender", targets: ["Hypersender"]),
        .library(name: "HypersenderTesting", targets: ["HypersenderTesting"]),
    ],
    targets: [
        native,
        .target(
            name: "HypersenderNative",
            dependencies: ["HypersenderFFI"],
            linkerSettings: built
                ? [.linkedLibrary(ownLibrary ?? "hypersender_uniffi")]
                : [.linkedFramework("Security"), .linkedFramework("SystemConfiguration")]
        ),
        .target(
            name: "Hypersender",
            dependencies: ["HypersenderNative"],
            resources: [.copy("Resources/PrivacyInfo.xcprivacy")],
            swiftSettings: strict
        ),
        .target(
            name: "HypersenderTesting",
            dependencies: ["Hypersender", "HypersenderNative"],
            swiftSettings: strict
        ),
    ]
)

// This project's own tests, with exports of the native library that nobody else has.
if ownLibrary == "hypersender_uniffi_testing" {
    package.targets += [
        .systemLibrary(name: "HypersenderTestingFFI", path: "Tests/HypersenderTestingFFI"),
        .target(
            name: "HypersenderTestingNative",
            dependencies: ["HypersenderNative", "HypersenderTestingFFI"],
            path: "Tests/HypersenderTestingNative"
        ),
        .executableTarget(
            name: "SecretSinks",
            dependencies: ["Hypersender", "HypersenderTesting", "HypersenderTestingNative"],
            path: "Tests/SecretSinks",
            swiftSettings: strict
        ),
        .testTarget(
            name: "HypersenderTests",
            dependencies: [
                "Hypersender", "HypersenderTesting", "HypersenderTestingNative", "SecretSinks",
            ],
            swiftSettings: strict
        ),
    ]
}
