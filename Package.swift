// swift-tools-version: 6.2
import PackageDescription

/// A release build starts in a third of the time: it carries the standard library, the parts of Foundation that
/// ArgumentParser needs and the line editor inside the program, at a fixed address, so that starting writes none of its
/// pages. Its symbols are nobody else's, and written in one piece its file is mapped in large pages.
let staticLinking: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-Xclang-linker", "-no-pie",
            "-Xlinker", "--no-export-dynamic", "-Xlinker", "--no-mmap-output-file",
        ], .when(configuration: .release)),
    .linkedLibrary("FoundationEssentials", .when(configuration: .release)),
    .linkedLibrary("_FoundationCShims", .when(configuration: .release)),
    .linkedLibrary("_FoundationCollections", .when(configuration: .release)),
    .linkedLibrary("swiftSynchronization", .when(configuration: .release)),
]

/// The line editor, in a release build with all that it needs.
let lineEditor: [LinkerSetting] =
    [.linkedLibrary("edit", .when(configuration: .debug))]
    + ["edit", "tinfo", "bsd", "md"].map { .linkedLibrary(":lib\($0).a", .when(configuration: .release)) }

/// Regular expressions: of the two C++ libraries the one that Debian has for linking into the program.
let regularExpressions: [LinkerSetting] = [
    .linkedLibrary("re2", .when(configuration: .debug)),
    .linkedLibrary(":libre2.a", .when(configuration: .release)),
]

/// Types are looked up through their accessors, not by their names at run time: the first use of a dictionary's type
/// otherwise reads every conformance of the program.
let directTypes: [SwiftSetting] = [
    .unsafeFlags(
        ["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"], .when(configuration: .release))
]

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
        .systemLibrary(name: "CLibedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CRE2", linkerSettings: regularExpressions),
        .target(name: "CKernels"),
        .target(name: "Language"),
        .target(name: "VietnameseText"),
        .target(name: "Values", dependencies: ["VietnameseText", "CRE2"]),
        .target(name: "Columns", dependencies: ["Values", "VietnameseText", "CKernels"]),
        .target(name: "Indexes", dependencies: ["Columns"]),
        .target(name: "Storage", dependencies: ["Indexes", "Columns", "Values", "VietnameseText"]),
        .target(
            name: "Loading",
            dependencies: ["Storage", "Columns", "Values", "VietnameseText", "CSimdjson", "CKernels"]),
        .target(
            name: "Planning", dependencies: ["Language", "Storage", "Indexes", "Columns", "Values", "VietnameseText"]),
        .target(
            name: "Execution", dependencies: ["Planning", "Storage", "Indexes", "Columns", "Values", "VietnameseText"]),
        .target(name: "Rendering", dependencies: ["Columns", "Values", "VietnameseText"]),
        .target(
            name: "Engine",
            dependencies: [
                "Execution", "Loading", "Planning", "Language", "Storage", "Columns", "Values", "VietnameseText",
            ]),
        .target(
            name: "Shell", dependencies: ["Engine", "Language", "Rendering", "Values", "VietnameseText", "CLibedit"],
            linkerSettings: lineEditor),
        .executableTarget(
            name: "tdq",
            dependencies: [
                "Engine", "Shell", "Rendering",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: staticLinking),
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["Engine", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            exclude: ["Suites"]),
        .testTarget(name: "VietnameseTextTests", dependencies: ["VietnameseText"]),
        .testTarget(name: "ValuesTests", dependencies: ["Values", "VietnameseText"]),
        .testTarget(name: "LanguageTests", dependencies: ["Language"]),
        .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Columns", "Values"]),
        .testTarget(
            name: "LoadingTests",
            dependencies: ["Loading", "Storage", "Columns", "Values", "VietnameseText", "CSimdjson"]),
        .testTarget(
            name: "ShellTests", dependencies: ["Shell", "Engine", "Language", "Rendering", "Values", "VietnameseText"]),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Engine", "Rendering", "Execution", "Planning", "Language", "Storage", "Indexes", "Columns", "Values",
                "VietnameseText", "CKernels",
            ]),
        .testTarget(name: "HouseTests"),
        .testTarget(name: "ProgramTests", dependencies: ["tdq"]),
        .testTarget(name: "BenchmarksTests", dependencies: ["Benchmarks"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type == .regular || target.type == .executable {
    target.swiftSettings = directTypes
}
