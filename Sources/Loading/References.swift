import Columns
import Values

/// Checks what a schema says about rows, and turns foreign keys into references that hold row numbers.
enum References {
    static func resolve(
        _ resources: inout [LoadedResource], monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) {
        for index in resources.indices {
            resources[index].checkConstraints(isLenient: monitor.isLenient, problems: &problems)
        }
        // A row that is set aside may leave others without their target, so this goes on until none is.
        while true {
            for index in resources.indices { resources[index].draft.setRejectedAside() }
            let columns = try follow(&resources, monitor, problems: &problems)
            if resources.allSatisfy({ $0.draft.rejected.isEmpty }) {
                commit(columns, &resources)
                return
            }
        }
    }

    private struct ReferenceColumn {
        var resource: Int
        var field: Int
        var column: Column
    }

    private static func commit(_ columns: [ReferenceColumn], _ resources: inout [LoadedResource]) {
        for made in columns {
            resources[made.resource].draft.columns[made.field] = made.column
            resources[made.resource].draft.fields[made.field].type = made.column.type
        }
        for index in resources.indices { resources[index].dropReferencesFromNames() }
    }

    /// The reference columns, nothing being changed but for rows that are rejected.
    private static func follow(
        _ resources: inout [LoadedResource], _ monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> [ReferenceColumn] {
        var indexes: [(target: Target, index: KeyIndex)] = []
        var made: [ReferenceColumn] = []
        for index in resources.indices {
            for key in resources[index].descriptor.foreignKeys {
                guard let target = Target(key, in: resources),
                    let field = resources[index].draft.fields.firstIndex(where: { $0.name == key.field })
                else { continue }
                let place = indexes.firstIndex { $0.target == target } ?? indexes.count
                if place == indexes.count {
                    try monitor.check(resources[target.resource].draft.file, "following references", fraction: 0)
                    indexes.append((target, KeyIndex(resources[target.resource].draft.columns[target.field])))
                }
                let targetName = "\(key.resource).\(resources[target.resource].draft.fields[target.field].name)"
                guard
                    check(
                        indexes[place].index, key, targetName, resources[index], field, resources[target.resource],
                        &problems)
                else { continue }
                let column = try resources[index].follow(
                    key, field, &indexes[place].index, targetName: targetName, monitor, problems: &problems)
                made.append(ReferenceColumn(resource: index, field: field, column: column))
            }
        }
        return made
    }

    /// A target's column by position.
    private struct Target: Equatable {
        var resource: Int
        var field: Int

        /// Nil where the target could not be loaded, which is reported already.
        init?(_ key: ResourceDescriptor.ForeignKey, in resources: [LoadedResource]) {
            guard let found = resources.firstIndex(where: { $0.descriptor.name == key.resource }) else { return nil }
            let draft = resources[found].draft
            let position =
                key.targetField.map { name in draft.fields.firstIndex { $0.name == name } } ?? draft.primaryKey.first
            guard let position else { return nil }
            (resource, field) = (found, position)
        }
    }

    /// Whether the target can be referred to by these values.
    private static func check(
        _ index: KeyIndex, _ key: ResourceDescriptor.ForeignKey, _ targetName: String, _ from: LoadedResource,
        _ field: Int, _ target: LoadedResource, _ problems: inout ProblemLog
    ) -> Bool {
        var own: String { "\(from.draft.name).\(key.field)" }
        if let twice = index.duplicates.first {
            // What the schema itself calls unique has been told about, row by row.
            if target.isDeclaredUnique(key) { return false }
            problems.add(
                from.descriptor.reader.problem(
                    key.node,
                    "\(own) refers to \(targetName), which is not unique: lines "
                        + "\(target.draft.lines[twice.first]) and \(target.draft.lines[twice.row]) have the same value")
            )
            return false
        }
        var type = from.draft.columns[field].type
        if key.isList, case .list(let element) = type { type = element }
        guard index.accepts(type) else {
            problems.add(
                from.descriptor.reader.problem(
                    key.node, "\(own) is \(type.description), and \(targetName), to which it refers, is of another type"
                ))
            return false
        }
        return true
    }
}

extension LoadedResource {
    /// Whether the schema says that a foreign key's target has each value once.
    fileprivate func isDeclaredUnique(_ key: ResourceDescriptor.ForeignKey) -> Bool {
        guard let name = key.targetField, descriptor.primaryKey != [name] else { return true }
        return descriptor.fields?.first { $0.field.name == name }?.isUnique == true
    }

    /// A foreign key's column as row numbers of the target.
    fileprivate mutating func follow(
        _ key: ResourceDescriptor.ForeignKey, _ field: Int, _ index: inout KeyIndex, targetName: String,
        _ monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> Column {
        let column = draft.columns[field]
        try monitor.check(draft.file, "following references", fraction: 0)
        func follow(_ values: Column, rowOf: (_ position: Int) -> Int) throws(LoadError) -> Column {
            let found = try index.rows(of: values, monitor)
            for position in found.lost {
                draft.reject(
                    row: rowOf(position), field: key.field, value: LoadedResource.text(values.value(position)),
                    message: "\(key.field) refers to no row of \(targetName)", isLenient: monitor.isLenient,
                    problems: &problems)
            }
            return found.column(.reference(to: key.resource))
        }
        guard case .lists(let offsets, let elements) = column.payload else { return try follow(column) { $0 } }
        var row = 0
        let rows = try follow(elements) { position in
            while offsets[row + 1] <= position { row += 1 }
            return row
        }
        return Column(
            type: .list(of: rows.type), count: column.count, payload: .lists(offsets: offsets, elements: rows),
            presence: column.presence)
    }

    /// Rows are called by text; a reference is called by its target's names.
    fileprivate mutating func dropReferencesFromNames() {
        draft.naming.nameFields.removeAll { position in
            switch draft.fields[position].type {
            case .text, .list(of: .text): false
            default: true
            }
        }
    }

    /// A value as messages show it.
    static func text(_ value: Value) -> String {
        switch value {
        case .missing: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .double(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .date(let date): text(date)
        case .dateTime(let time): text(time.date)
        case .list(let values): values.map(text).joined(separator: ", ")
        }
    }

    private static func text(_ date: CalendarDate) -> String {
        let parts = date.components
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(parts.year)-\(two(parts.month))-\(two(parts.day))"
    }
}
