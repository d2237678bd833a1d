/// What other records refer to: bodies and their parts, people, events and who leads which bloc.
struct World {
    let scale: Scale
    /// The bodies first, in the order of their blocs, then departments, then sections.
    let units: [Unit]
    /// The parts of each body, by the body's index.
    let parts: [[Int]]
    let people: [Person]
    let events: [Event]
    /// By bloc, then by year from the first: the event that reviews that year.
    let blocReviews: [[Int]]
    /// By body, then by year from the first: the event that reviews that year.
    let bodyReviews: [[Int]]
    let leaderships: [Leadership]

    init(scale: Scale, seed: UInt64) {
        self.scale = scale
        (units, parts) = Unit.all(scale, seed: seed)
        people = Person.all(scale, units: units, parts: parts, seed: seed)
        let schedule = Event.Schedule(scale, units: units, seed: seed)
        events = schedule.events
        blocReviews = schedule.blocReviews
        bodyReviews = schedule.bodyReviews
        leaderships = Leadership.all(scale, seed: seed)
    }

    func bloc(ofBody body: Int) -> Int { body / Scale.membersOfBloc }

    func members(ofBloc bloc: Int) -> Range<Int> {
        (bloc * Scale.membersOfBloc)..<((bloc + 1) * Scale.membersOfBloc)
    }

    /// The two people who speak and present for a body.
    func heads(ofBody body: Int) -> [Int] { [body, body + scale.bodies] }
}

/// The independent streams of random numbers of one seed.
enum Stream: UInt64 {
    case units = 1
    case people, events, leaderships, sources, positions, appearances, attendances, movements, citations, covenants
    case statements, awards, notes
}

extension RandomSource {
    init(seed: UInt64, _ stream: Stream) { self.init(seed: seed, stream: stream.rawValue) }
}

/// A number with leading zeros, for ids that sort as they were made.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
