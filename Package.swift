// swift-tools-version: 6.2
import PackageDescription

/// The rooms of the house, lowest first; a test holds every import line to these arrows.
let package = Package(
    name: "tdq",
    products: [
        .executable(name: "tdq", targets: ["tdq"]),
        .executable(name: "tdq-bench", targets: ["Benchmarks"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CLibedit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "Language"),
        .target(name: "VietnameseText"),
        .target(name: "Values", dependencies: ["VietnameseText"]),
        .target(name: "Columns", dependencies: ["Values", "VietnameseText"]),
        .target(name: "Indexes", dependencies: ["Columns"]),
        .target(name: "Storage", dependencies: ["Indexes", "Columns", "Values", "VietnameseText"]),
        .target(name: "Loading", dependencies: ["Storage", "CSimdjson"]),
        .target(name: "Planning", dependencies: ["Language", "Storage"]),
        .target(name: "Execution", dependencies: ["Planning", "Storage"]),
        .target(name: "Rendering", dependencies: ["Columns", "Values", "VietnameseText"]),
        .target(name: "Engine", dependencies: ["Execution", "Loading", "Planning", "Rendering", "Language"]),
        .target(name: "Shell", dependencies: ["Engine", "Language", "Rendering", "VietnameseText", "CLibedit"]),
        .executableTarget(
            name: "tdq",
            dependencies: [
                "Engine", "Shell", "Rendering",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["Engine", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        .testTarget(name: "ShellTests", dependencies: ["Shell", "tdq"]),
    ],
    swiftLanguageModes: [.v6]
)
