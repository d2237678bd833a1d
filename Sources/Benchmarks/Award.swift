/// One award row before it is written: a form, a kind of recipient and how many of them.
struct Award {
    var form: Int
    var isCollective: Bool
    var recipientKind: String
    var quantity: Int
    var recipientUnit: String?
    var year: Int
    var status: Status
    var conferredBy: String?
    var proposedTo: String?
    /// The index of the person who presented it.
    var presenter: Int?
    var reason: String?
    var titleAchieved: String?
    var bloc: Int?
    var body: Int?
    var event: Int
    /// The indexes of the units named as recipients.
    var named: [Int]
    /// How many the row says are named.
    var namedStated: Int
    var isYearInferred: Bool
    var otherLine: Int?
    var note: String?
    var source: Source

    enum Status: String {
        case given = "đã trao"
        case proposed = "đề nghị"
        case returned = "trả lại"
        case withdrawn = "thu hồi"
    }
}
