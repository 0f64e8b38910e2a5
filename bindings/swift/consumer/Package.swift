// swift-tools-version: 6.0
import PackageDescription

// Programs of a user: they know the package, and nothing of this folder's surroundings.
let package = Package(
    name: "consumer",
    platforms: [.iOS(.v16), .macOS(.v13)],
    dependencies: [.package(name: "hypersender", path: "..")],
    targets: [
        .executableTarget(
            name: "consumer",
            dependencies: [
                .product(name: "Hypersender", package: "hypersender"),
                .product(name: "HypersenderTesting", package: "hypersender"),
            ]),
        // What `cargo xtask test contract` runs.
        .executableTarget(
            name: "contract",
            dependencies: [.product(name: "Hypersender", package: "hypersender")]),
    ],
    swiftLanguageModes: [.v6]
)
