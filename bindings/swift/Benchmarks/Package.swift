// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "hypersender", path: "..")],
    targets: [
        .executableTarget(
            name: "calls", dependencies: [.product(name: "Hypersender", package: "hypersender")])
    ]
)
