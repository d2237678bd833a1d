import Values

/// Makes random queries over the columns that its rows have at each stage.
struct ReferenceGenerator {
    var random: SeededRandom
    let data: ReferenceData
    var columns: [ReferenceColumn] = []
    var definitions: [(name: String, written: String)] = []
    private var madeNames = 0
    /// No other stage can follow: the rows or columns are not known well enough.
    private var isFinished = false
    /// How deep this query stands in others.
    private var depth = 0
    /// What half of the queries ask about again and again: what the engine does differently for two aggregates of one
    /// column, or for one key twice, is met only so.
    private(set) var focus: Focus?

    struct Focus {
        enum Stages: CaseIterable { case aggregates, windows, filters, orders }

        let stages: Stages
        let columns: [String]
    }

    init(seed: UInt64, data: ReferenceData) {
        random = SeededRandom(seed: seed)
        self.data = data
    }

    mutating func query() -> ReferenceQuery {
        (definitions, depth) = ([], 0)
        let source: ReferenceCollection = isLarge || random.chance(70) ? .rows : random.pick([.targets, .more])
        focus = data.variety != nil && random.chance(50) ? focus(on: data[source].columns.filter { !$0.isHidden }) : nil
        var query = query(over: source, stageCount: 1 + random.below(4))
        query.definitions = definitions
        return query
    }

    private mutating func focus(on columns: [ReferenceColumn]) -> Focus {
        let names = (0...random.below(3)).map { _ in random.pick(columns).name }
        return Focus(stages: random.pick(Focus.Stages.allCases), columns: names)
    }

    mutating func query(over source: ReferenceCollection, stageCount: Int) -> ReferenceQuery {
        columns = data[source].columns
        isFinished = false
        var stages: [ReferenceStage] = []
        while stages.count < stageCount, !isFinished {
            if let stage = stage() { stages.append(stage) }
        }
        return ReferenceQuery(source: source, stages: stages)
    }

    mutating func newName() -> String {
        madeNames += 1
        return "c\(madeNames)"
    }

    /// Makes something over other columns than these.
    mutating func apart<Result>(_ body: (inout ReferenceGenerator) -> Result) -> Result {
        let (ownColumns, wasFinished) = (columns, isFinished)
        depth += 1
        defer {
            (columns, isFinished) = (ownColumns, wasFinished)
            depth -= 1
        }
        return body(&self)
    }

    var shown: [ReferenceColumn] { columns.filter { !$0.isHidden } }

    /// The reference evaluator has no time for what takes the square of so many rows.
    var isLarge: Bool { data[.rows].rows.count > 10_000 }

    /// The collection whose rows these still are.
    var collection: ReferenceCollection? {
        guard case .reference(let collection)? = columns.first(where: { $0.name == "_row" })?.kind else { return nil }
        return collection
    }

    // MARK: Stages

    /// Nil where these columns have nothing for the stage.
    private mutating func stage() -> ReferenceStage? {
        if let focus, random.chance(50) {
            switch focus.stages {
            case .aggregates: return aggregate()
            case .windows: return window()
            case .filters: return .filter(predicate(depth: 2))
            case .orders: return random.chance(50) ? sort() : top()
            }
        }
        switch random.below(40) {
        case 0..<10: return .filter(predicate(depth: 2))
        case 10, 11: return add()
        case 12, 13: return window()
        case 14, 15: return show()
        case 16: return hideOrRename()
        case 17, 18, 19, 20: return sort()
        case 21: return .take(random.below(12))
        case 22: return .skip(random.below(12))
        case 23, 24: return top()
        case 25: return distinct()
        case 26: return search()
        case 27: return unnest()
        case 28: return across()
        case 29:
            guard depth == 0, random.chance(40) else { return nil }
            isFinished = true
            return .sample(random.below(12))
        case 30, 31, 32: return depth < 2 ? join() : nil
        case 33, 34: return depth < 2 ? combine() : nil
        default: return aggregate()
        }
    }

    private mutating func named(_ count: Int, _ make: (inout Self) -> ReferenceExpression?) -> [ReferenceStage.Named] {
        (0..<count).compactMap { _ in make(&self).map { ($0, newName()) } }
    }

    func columns(_ items: [ReferenceStage.Named]) -> [ReferenceColumn] {
        items.map {
            ReferenceColumn(name: $0.name, kind: $0.expression.kind, isExtreme: $0.expression.isExtreme)
        }
    }

    private mutating func add() -> ReferenceStage {
        var items: [ReferenceStage.Named] = []
        for _ in 0...random.below(2) {
            items.append((expression(depth: 2), newName()))
            columns += columns([items.last!])
        }
        return .add(items)
    }

    private mutating func show() -> ReferenceStage? {
        let items = named(1 + random.below(4)) { $0.random.chance(80) ? $0.anyField() : $0.expression(depth: 1) }
        guard !items.isEmpty else { return nil }
        columns = columns(items) + columns.filter(\.isHidden)
        return .show(items)
    }

    private mutating func hideOrRename() -> ReferenceStage? {
        // A column of a join has a dot in its name, and a column across any text.
        let names = shown.map(\.name)
        guard names.count > 2 else { return nil }
        let name = random.pick(names)
        let position = columns.firstIndex { $0.name == name }!
        guard random.chance(50) else {
            columns.remove(at: position)
            return .hide([name])
        }
        let new = newName()
        columns[position].name = new
        return .rename([(name, new)])
    }

    private mutating func sort() -> ReferenceStage? {
        let keys = order(1 + random.below(2))
        return keys.isEmpty ? nil : .sort(keys)
    }

    mutating func order(_ count: Int) -> [ReferenceOrder] {
        (0..<count).compactMap { _ in
            guard let key = key().map(Self.computed) else { return nil }
            let isGivenName = (key.kind == .text || key.kind == .reference(.targets)) && random.chance(25)
            return ReferenceOrder(key: key, isDescending: random.chance(50), isGivenName: isGivenName)
        }
    }

    /// A constant alone orders nothing, and is refused.
    private static func computed(_ key: ReferenceExpression) -> ReferenceExpression {
        switch key {
        case .number: .arithmetic("+", key, key)
        case .text: .joined(key, key)
        default: key
        }
    }

    /// Something that rows can be sorted and grouped by: mostly a field.
    mutating func key() -> ReferenceExpression? {
        if random.chance(20) {
            let made = expression(depth: 1)
            if made.kind.isKey { return made }
        }
        return field(\.isKey).map { .field($0) }
    }

    private mutating func top() -> ReferenceStage? {
        let keys = order(1 + random.below(2))
        guard !keys.isEmpty else { return nil }
        let per = random.chance(50) ? (0...random.below(2)).compactMap { _ in key() } : []
        return .top(random.below(5), keys, per: per)
    }

    private mutating func distinct() -> ReferenceStage? {
        if random.chance(25) { return shown.allSatisfy(\.kind.isKey) && !shown.isEmpty ? .distinct([]) : nil }
        let items = named(1 + random.below(2)) { $0.key() }
        guard !items.isEmpty else { return nil }
        columns = columns(items)
        return .distinct(items)
    }

    private mutating func search() -> ReferenceStage? {
        let isText = { (kind: Kind) in kind == .text || kind == .list(.text) || kind.isReference }
        guard shown.contains(where: { isText($0.kind) }) else { return nil }
        let words = ["hop", "hợp", "tổng", "binh", "an", "7", "Đà", "kre", "key", "x"]
        return random.chance(25)
            ? .search([random.pick(["tổng hợp", "hoà bình", "Văn An"])], isQuoted: true)
            : .search((0...random.below(2)).map { _ in random.pick(words) }, isQuoted: false)
    }

    private mutating func unnest() -> ReferenceStage? {
        let lists = columns.indices.filter { columns[$0].kind.isList && !columns[$0].isHidden }
        guard !lists.isEmpty else { return nil }
        let position = random.pick(lists)
        guard case .list(let element) = columns[position].kind else { return nil }
        columns[position].kind = element
        return .unnest(columns[position].name)
    }

    // MARK: Aggregates and windows

    private mutating func aggregate() -> ReferenceStage? {
        var keys = random.chance(70) ? named(1 + random.below(2)) { $0.key() } : []
        // Large groups.
        if data.variety != nil, random.chance(25), let truth = field({ $0 == .truth }) {
            keys = [(.field(truth), newName())]
        }
        var calls: [ReferenceAggregate] = []
        for _ in 0...random.below(3) {
            calls += [calls.last.flatMap { beside($0) } ?? aggregateCall()].compactMap { $0 }
        }
        let items = calls.map { ($0, newName()) }
        guard !items.isEmpty else { return nil }
        columns = columns(keys) + items.map { ReferenceColumn(name: $0.1, kind: $0.0.kind, isExtreme: $0.0.isExtreme) }
        return .aggregate(items, by: keys)
    }

    private mutating func across() -> ReferenceStage? {
        guard depth == 0 else { return nil }
        let keys = random.chance(70) ? named(1) { $0.key() } : []
        let items = (0...random.below(2)).compactMap { _ in aggregateCall() }.map { ($0, newName()) }
        let isFew = { (kind: Kind) in kind == .text || kind == .truth || kind == .reference(.targets) }
        guard !items.isEmpty, let field = field(isFew) else { return nil }
        isFinished = true
        return .across(items, by: keys, .field(field))
    }

    mutating func aggregateCall() -> ReferenceAggregate? {
        let function = random.pick([
            "count", "count", "sum", "sum", "avg", "min", "max", "median", "p90", "p25", "p99.9", "stddev", "corr",
            "distinct", "first", "last", "list", "share",
        ])
        var arguments: [ReferenceExpression] = []
        switch function {
        case "sum", "avg", "median", "p90", "p25", "p99.9", "stddev", "share":
            arguments = [numberToSum()].compactMap { $0 }
            if function == "sum", random.chance(15) {
                arguments = [field { $0 == .truth }.map { .field($0) } ?? .number(ExactDecimal(1))]
            }
        case "corr": arguments = [numberToSum(), numberToSum()].compactMap { $0 }
        case "count": if random.chance(50) { arguments = [anyField()].compactMap { $0 } }
        case "first", "last": arguments = [anyField()].compactMap { $0 }
        default: arguments = [key()].compactMap { $0 }
        }
        guard function == "count" || arguments.count == (function == "corr" ? 2 : 1) else { return nil }
        let filter = random.chance(30) ? predicate(depth: 1) : nil
        return ReferenceAggregate(function: function, arguments: arguments, filter: filter)
    }

    /// Another question about the numbers that an aggregate already looks at, now and then.
    private mutating func beside(_ call: ReferenceAggregate) -> ReferenceAggregate? {
        guard data.variety != nil,
            ["sum", "avg", "min", "max", "median", "p90", "p25", "p99.9", "stddev"].contains(call.function),
            call.arguments[0].kind.isNumeric, random.chance(60)
        else { return nil }
        let function = random.pick(["median", "p90", "p25", "p99.9", "stddev", "avg", "distinct"])
        return ReferenceAggregate(function: function, arguments: call.arguments, filter: call.filter)
    }

    /// Numbers whose sums stay far from the ends of their range.
    private mutating func numberToSum() -> ReferenceExpression? {
        if random.chance(20) {
            let made = number(depth: 1, allowsExtreme: false)
            if made.kind.isNumeric { return made }
        }
        return field({ $0.isNumeric }, allowsExtreme: false).map { .field($0) }
    }

    private mutating func window() -> ReferenceStage? {
        var per = random.chance(50) ? [key()].compactMap { $0 } : []
        if data.variety != nil, random.chance(30), let text = textColumn() { per = [text] }
        let sort = random.chance(60) ? order(1 + random.below(2)) : []
        var items: [ReferenceWindow] = []
        for _ in 0...random.below(2) {
            guard let function = windowFunction(isSorted: !sort.isEmpty) else { continue }
            items.append(ReferenceWindow(function: function, name: newName()))
        }
        guard !items.isEmpty else { return nil }
        columns += items.map { ReferenceColumn(name: $0.name, kind: $0.kind, isExtreme: $0.isExtreme) }
        return .window(items, per: per, sort: sort)
    }

    private mutating func textColumn() -> ReferenceExpression? {
        let texts = shown.filter { $0.kind == .text }
        return texts.isEmpty ? nil : .field(ReferenceField(column: random.pick(texts).name, kind: .text))
    }

    private mutating func windowFunction(isSorted: Bool) -> ReferenceWindow.Function? {
        switch random.below(data.variety == nil ? 7 : 10) {
        case 0: return .row
        case 1: return .rank
        case 2: return anyField().map { .previous($0) }
        case 3: return anyField().map { .next($0) }
        case 4: return numberToSum().map { .share(ReferenceAggregate(function: "share", arguments: [$0])) }
        case 5 where !isLarge:
            guard let call = aggregateCall(), ["count", "sum", "avg", "min", "max"].contains(call.function) else {
                return nil
            }
            return .running(call)
        default:
            guard let call = aggregateCall(), call.function != "share" || call.filter != nil else { return nil }
            if call.function == "share" { return .share(call) }
            // Which row is the first of a sorted window is not said.
            if isSorted, ["first", "last", "list"].contains(call.function) { return nil }
            // Nor which of the spellings that order takes for one.
            if isSorted, ["min", "max"].contains(call.function), !call.arguments[0].kind.isNumeric { return nil }
            return .whole(call)
        }
    }
}
