/// How large each part of a generated package is, from the number of award rows.
///
/// Awards grow without bound; bodies, people and events stop at what a country has.
struct Scale {
    static let mostRows = 1_000_000_000

    let awards: Int
    /// Central bodies, nine to a bloc.
    let bodies: Int
    let blocs: Int
    /// Departments of each body.
    let departments: Int
    let people: Int
    let years: ClosedRange<Int>

    init(awards: Int) {
        self.awards = awards
        blocs = min(max(awards / 400, 3), Vocabulary.blocs.count)
        bodies = blocs * Scale.membersOfBloc
        departments = min(max(awards / 2_000, 2), Vocabulary.departments.count)
        people = min(max(awards / 20, bodies * 2), 20_000)
        years = (2024 - min(max(awards / 60, 3), 15) + 1)...2024
    }

    static let membersOfBloc = 9
}
