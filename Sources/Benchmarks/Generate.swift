import ArgumentParser

/// `tdq-bench generate`: a data package shaped like the samples, with as many award rows as asked for.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a data package like the samples, of any size.",
        discussion: """
            The same rows and seed give the same files, byte for byte. What is wrong on purpose is listed in \
            violations.csv beside the data. The folder appears complete or not at all.
            """)

    @Option(help: "How many award rows; the other collections grow with them, within bounds.")
    var rows: Int

    @Option(help: "The seed of the random numbers.")
    var seed: UInt64 = 1

    @Option(help: "The folder to write; it must be new or empty.")
    var output: String

    @Flag(help: "Let some listed violations be references to units that do not exist.")
    var danglingReferences = false

    func validate() throws {
        guard (1...Scale.mostRows).contains(rows) else {
            throw ValidationError("--rows must be between 1 and \(Scale.mostRows), it is \(rows)")
        }
    }

    func run() throws {
        let folder = try PackageFolder(path: output)
        do {
            let generator = PackageGenerator(
                scale: Scale(awards: rows), seed: seed, danglingReferences: danglingReferences)
            try generator.write(to: folder)
            try folder.publish()
        } catch {
            folder.discard()
            throw error
        }
    }
}
