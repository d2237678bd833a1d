import Columns
import VietnameseText

/// A table's columns, in order; those of a snapshot are verified when they are asked for.
public struct TableColumns: RandomAccessCollection, Sendable {
    private let table: Table

    init(_ table: Table) { self.table = table }

    public var startIndex: Int { 0 }
    public var endIndex: Int { table.storedColumns.count }

    public subscript(position: Int) -> Column {
        let column = table.storedColumns[position]
        return table.snapshot?.verified(column, at: position, table.schema.fields[position]) ?? column
    }
}

extension Table {
    /// One column a field, each of `rowCount` rows.
    public var columns: TableColumns { TableColumns(self) }

    /// A column of which only `rows` will be read.
    public func column(_ position: Int, rows: RowList) -> Column {
        let column = storedColumns[position]
        return snapshot?.verified(column, at: position, schema.fields[position], rows: rows.rows) ?? column
    }

    /// A column for who asks for its type and sizes alone: its values may not be read, for nothing is verified.
    public func unreadColumn(_ position: Int) -> Column { storedColumns[position] }

    /// The codes of the texts of a column that are the same as a key at a level, where that is known without reading the
    /// texts; nil where it is not.
    public func knownCodes(of key: [UInt8], _ level: Folding.Level, ofColumn position: Int) -> [UInt32]? {
        storedColumns[position].dictionary?.knownCodes(of: key, level)
    }

    /// The dictionary of a text column, without what its rows hold; nil for other columns.
    public func dictionary(ofColumn position: Int) -> TextDictionary? {
        let column = storedColumns[position]
        guard let snapshot else { return column.dictionary }
        return snapshot.verifiedDictionary(column, at: position, schema.fields[position])
    }

    /// What is wrong with bytes that were asked for: the columns given out for them hold nothing, so no result may leave
    /// before this was asked (`Executor` does). Stays until it is taken.
    public var damage: SnapshotDamage? { snapshot?.file.damage }

    /// Gives all such damage, and forgets it.
    @discardableResult
    public func takeDamage() -> [SnapshotDamage] { snapshot?.file.takeDamage(isRebuilt: false) ?? [] }

    /// What was damaged and could be made anew, since this was last asked: results are right.
    public func takeRebuilt() -> [SnapshotDamage] { snapshot?.file.takeDamage(isRebuilt: true) ?? [] }
}

extension Catalog {
    /// The first damage of any table that was met and not forgotten yet.
    public var damage: SnapshotDamage? {
        for table in tables { if let damage = table.damage { return damage } }
        return nil
    }

    public func forgetDamage() { for table in tables { table.takeDamage() } }

    /// What `Table.takeRebuilt` says of all tables.
    public func takeRebuilt() -> [SnapshotDamage] { tables.flatMap { $0.takeRebuilt() } }
}
