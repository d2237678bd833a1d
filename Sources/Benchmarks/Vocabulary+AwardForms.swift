extension Vocabulary {
    /// A form of commendation, how often it stands in a row, and how often its row is about collectives.
    struct AwardForm {
        let form: String
        let aliases: [String]
        let category: String
        let authority: String?
        let level: String?
        /// In a thousand rows.
        let weight: Int
        /// In ten thousand rows of the form.
        let collectiveShare: Int
        /// How often recipients are named, in ten thousand.
        let namedShare: Int

        init(
            _ form: String, _ aliases: [String], _ category: String, by authority: String?, level: String?, weight: Int,
            collective: Int, named: Int
        ) {
            self.form = form
            self.aliases = aliases
            self.category = category
            self.authority = authority
            self.level = level
            self.weight = weight
            collectiveShare = collective
            namedShare = named
        }
    }

    private static let title = "danh hiệu thi đua"
    private static let commendation = "hình thức khen thưởng"

    static let awardForms: [AwardForm] = [
        AwardForm(
            "Giấy khen", ["GK"], commendation, by: nil, level: "cơ sở", weight: 360, collective: 1_200, named: 500),
        AwardForm(
            "Lao động tiên tiến", ["LĐTT"], title, by: nil, level: "cơ sở", weight: 190, collective: 0, named: 0),
        AwardForm(
            "Tập thể lao động tiên tiến", ["TTLĐTT"], title, by: nil, level: "cơ sở", weight: 50, collective: 10_000,
            named: 1_000),
        AwardForm(
            "Chiến sĩ thi đua cơ sở", ["CSTĐCS"], title, by: nil, level: "cơ sở", weight: 120, collective: 0, named: 0),
        AwardForm("Bằng khen", ["BK"], commendation, by: nil, level: nil, weight: 60, collective: 2_500, named: 2_000),
        AwardForm(
            "Bằng khen của bộ, ban, ngành, tỉnh", ["BK bộ"], commendation, by: "Bộ trưởng, thủ trưởng ban, ngành",
            level: "bộ, ngành", weight: 100, collective: 2_000, named: 2_000),
        AwardForm(
            "Tập thể lao động xuất sắc", ["TTLĐXS"], title, by: "Bộ trưởng, thủ trưởng ban, ngành", level: "bộ, ngành",
            weight: 30, collective: 10_000, named: 3_000),
        AwardForm(
            "Cờ thi đua của bộ, ban, ngành, tỉnh", ["Cờ TĐ bộ"], title, by: "Bộ trưởng, thủ trưởng ban, ngành",
            level: "bộ, ngành", weight: 25, collective: 10_000, named: 9_000),
        AwardForm(
            "Chiến sĩ thi đua bộ, ban, ngành, tỉnh", ["CSTĐ bộ"], title, by: "Bộ trưởng, thủ trưởng ban, ngành",
            level: "bộ, ngành", weight: 20, collective: 0, named: 0),
        AwardForm(
            "Bằng khen của Thủ tướng Chính phủ", ["BKTTg"], commendation, by: "Thủ tướng Chính phủ", level: "chính phủ",
            weight: 18, collective: 6_000, named: 6_000),
        AwardForm(
            "Cờ thi đua của Chính phủ", ["Cờ TĐCP"], title, by: "Chính phủ", level: "chính phủ", weight: 10,
            collective: 10_000, named: 9_000),
        AwardForm(
            "Huân chương Lao động hạng Ba", ["HCLĐ hạng Ba", "HCLĐ III"], commendation, by: "Chủ tịch nước",
            level: "nhà nước", weight: 8, collective: 6_000, named: 9_000),
        AwardForm(
            "Huân chương Lao động hạng Nhì", ["HCLĐ hạng Nhì", "HCLĐ II"], commendation, by: "Chủ tịch nước",
            level: "nhà nước", weight: 2, collective: 6_000, named: 9_000),
        AwardForm(
            "Huân chương Lao động hạng Nhất", ["HCLĐ hạng Nhất", "HCLĐ I"], commendation, by: "Chủ tịch nước",
            level: "nhà nước", weight: 1, collective: 6_000, named: 9_000),
        AwardForm(
            "Chiến sĩ thi đua toàn quốc", ["CSTĐTQ"], title, by: "Thủ tướng Chính phủ", level: "nhà nước", weight: 1,
            collective: 0, named: 0),
        AwardForm(
            "Giải thưởng Gương mặt của năm", [], "giải thưởng", by: "Công đoàn Viên chức Việt Nam", level: "đoàn thể",
            weight: 5, collective: 0, named: 0),
    ]
}
