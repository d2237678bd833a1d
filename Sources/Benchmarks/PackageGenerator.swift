/// Writes the collections of one package; which files, and in which order.
struct PackageGenerator {
    let world: World
    let seed: UInt64
    /// References to units that do not exist are among the listed violations.
    let danglingReferences: Bool

    init(scale: Scale, seed: UInt64, danglingReferences: Bool) {
        world = World(scale: scale, seed: seed)
        self.seed = seed
        self.danglingReferences = danglingReferences
    }

    func write(to folder: PackageFolder) throws {
        let description = try folder.file("datapackage.json")
        try description.write(Array(PackageDescription.json(rows: world.scale.awards, seed: seed).utf8))
        try description.flush()
        var violations = try ViolationLog(folder.file("violations.csv"))

        try writeDocuments(to: folder)
        try writeBlocs(to: folder)
        try writeUnits(to: folder)
        try writeMemberships(to: folder)
        try writeLeaderships(to: folder, &violations)
        try writePeople(to: folder)
        try writePositions(to: folder)
        try writeEvents(to: folder)
        try writeAttendances(to: folder)
        try writeMovements(to: folder)
        try writeDirectives(to: folder)
        try writeCitations(to: folder)
        try writeCovenants(to: folder)
        try writeAwardForms(to: folder)
        try writeStatements(to: folder)
        try writeNotes(to: folder)
        try writeAwardsAndAppearances(to: folder, &violations)
        try violations.flush()
    }
}
