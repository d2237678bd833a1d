/// Draws award rows, after the shares that emulation offices see.
struct AwardMaker {
    private let world: World
    private var random: RandomSource
    private let forms: WeightedChoice<Int>
    private let years: WeightedChoice<Int>
    private let statuses = WeightedChoice<Award.Status>([
        (.given, 888), (.proposed, 80), (.returned, 30), (.withdrawn, 2),
    ])
    private let reasons = Vocabulary.reasons.map(Wording.init)
    private let authorities: [[Wording]]

    init(world: World, seed: UInt64) {
        self.world = world
        random = RandomSource(seed: seed, .awards)
        forms = WeightedChoice(Vocabulary.awardForms.enumerated().map { ($0.offset, $0.element.weight) })
        years = WeightedChoice(world.scale.years.map { ($0, AwardMaker.weight(ofYear: $0)) })
        authorities = Vocabulary.awardForms.map { form in
            form.authority.map { [Wording($0)] } ?? []
        }
    }

    /// Congress years bring more, and so did the years of the epidemic.
    private static func weight(ofYear year: Int) -> Int {
        switch year {
        case 2015, 2020: 16
        case 2021, 2022: 12
        default: 10
        }
    }

    mutating func next() -> Award {
        let formIndex = forms.pick(&random)
        let form = Vocabulary.awardForms[formIndex]
        let year = years.pick(&random)
        let yearIndex = year - world.scale.years.lowerBound
        let byBloc = random.chance(3_500)
        let body = random.below(world.scale.bodies)
        let bloc = world.bloc(ofBody: body)
        let event = byBloc ? world.blocReviews[bloc][yearIndex] : world.bodyReviews[body][yearIndex]
        let isCollective = random.chance(form.collectiveShare)
        let status = statuses.pick(&random)
        let source = Source(document: event, line: random.within(1...world.events[event].documentLines))
        var award = Award(
            form: formIndex, isCollective: isCollective, recipientKind: kind(isCollective),
            quantity: isCollective ? random.collectiveQuantity() : random.individualQuantity(), recipientUnit: nil,
            year: year, status: status, conferredBy: authority(of: formIndex, body: body),
            proposedTo: status == .proposed ? "Ban Thi đua - Khen thưởng Trung ương" : nil,
            presenter: status == .given && random.chance(500) ? random.pick(world.heads(ofBody: body)) : nil,
            reason: random.chance(3_000) ? nil : random.pick(reasons).written(&random), titleAchieved: nil,
            bloc: byBloc ? bloc : nil, body: byBloc ? nil : body, event: event, named: [], namedStated: 0,
            isYearInferred: random.chance(2_000), otherLine: nil, note: nil, source: source)
        if isCollective && random.chance(1_000) {
            award.recipientKind = "chi bộ"
            award.titleAchieved = "Trong sạch, vững mạnh, tiêu biểu năm \(year)"
        }
        if random.chance(3_000) { award.otherLine = random.within(1...world.events[event].documentLines) }
        if award.quantity < 10 && random.chance(1_000) { award.note = "Bài ghi \"0\(award.quantity)\"." }
        if isCollective && random.chance(form.namedShare) { name(&award, body: body) }
        return award
    }

    private mutating func kind(_ isCollective: Bool) -> String {
        let kinds =
            isCollective
            ? ["tập thể", "tập thể", "đơn vị", "chi bộ", "đảng bộ"]
            : ["cá nhân", "cá nhân", "cá nhân", "đảng viên", "đoàn viên"]
        return random.pick(kinds)
    }

    /// Who confers it: one in ten rows is silent, one in four names a body by its abbreviation.
    private mutating func authority(of form: Int, body: Int) -> String? {
        if random.chance(1_000) { return nil }
        if let stated = authorities[form].first { return stated.written(&random) }
        let unit = world.units[body]
        if let abbreviation = unit.abbreviation, random.chance(2_500) { return abbreviation }
        return unit.name.written(&random)
    }

    /// Names up to three of the recipients: other bodies of the bloc, or parts of the body.
    private mutating func name(_ award: inout Award, body: Int) {
        let candidates =
            award.bloc.map { Array(world.members(ofBloc: $0)) } ?? world.parts[body]
        let count = min(award.quantity, 3, candidates.count)
        let first = random.below(candidates.count)
        award.named = (0..<count).map { candidates[(first + $0) % candidates.count] }
        award.namedStated = count
        if award.quantity == 1 { award.recipientUnit = world.units[award.named[0]].name.plain }
    }

    /// Spoils three rows in a thousand, and takes the year beside the right one in five more; says what it did.
    mutating func spoil(_ award: inout Award, danglingReferences: Bool) -> Violation? {
        if random.chance(50) {
            award.year += random.chance(5_000) ? 1 : -1
            return .yearOffByOne
        }
        guard random.chance(30) else { return nil }
        switch random.below(danglingReferences ? 7 : 6) {
        case 0:
            award.quantity = 0
            (award.named, award.namedStated, award.recipientUnit) = ([], 0, nil)
            return .zeroQuantity
        case 1:
            award.isCollective = true
            award.recipientKind = "tập thể"
            award.named = [0, 1, 2]
            (award.quantity, award.namedStated) = (2, 3)
            award.recipientUnit = nil
            return .tooManyNamed
        case 2:
            award.namedStated = award.named.count + 1
            award.quantity = max(award.quantity, award.namedStated)
            return .namedMismatch
        case 3:
            award.status = .proposed
            award.proposedTo = "Ban Thi đua - Khen thưởng Trung ương"
            award.presenter = award.presenter ?? 0
            return .presentedProposal
        case 4:
            award.status = .proposed
            (award.proposedTo, award.presenter) = (nil, nil)
            return .proposalWithoutAddressee
        case 5:
            award.year = 2_099
            return .yearOutOfRange
        default:
            award.recipientUnit = "Cục Không Còn Tồn Tại"
            return .danglingUnit
        }
    }

    /// One row in a hundred is entered twice.
    mutating func repeats() -> Bool { random.chance(100) }
}
