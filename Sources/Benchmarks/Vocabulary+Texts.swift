extension Vocabulary {
    static let reasons = [
        "thành tích xuất sắc trong công tác thi đua, khen thưởng của khối", "hoàn thành xuất sắc nhiệm vụ",
        "thành tích xuất sắc trong thực hiện nhiệm vụ", "thành tích đột xuất trong phòng, chống dịch COVID-19",
        "dẫn đầu phong trào thi đua yêu nước", "có quá trình cống hiến lâu dài",
        "cụ thể hóa nghị quyết vào công việc hằng ngày",
        "thành tích trong tham mưu cho Ủy ban", "có nhiều sáng kiến được công nhận",
    ]

    static let themeWords = [
        "đoàn kết", "kỷ cương", "sáng tạo", "đổi mới", "chủ động", "thích ứng", "bản lĩnh", "hiệu quả",
    ]
    static let themeTail = "thi đua hoàn thành xuất sắc nhiệm vụ"

    static let topics = [
        "xây dựng Đảng", "đào tạo, bồi dưỡng", "đoàn thể", "nhiệm vụ chính trị", "phòng, chống dịch", "khen thưởng",
        "phối hợp",
        "chủ đề thi đua", "đánh giá", "tuyên truyền", "điển hình tiên tiến", "hoạt động khối", "sáng kiến",
        "quỹ thi đua",
    ]

    static let statements = [
        "Đổi mới nội dung và cách tổ chức phong trào",
        "Khen kịp thời, đúng đối tượng, quan tâm người lao động trực tiếp",
        "Nhân rộng điển hình tiên tiến và mô hình mới", "Tăng phối hợp giữa các cơ quan trong khối",
        "Quán triệt các chỉ thị về công tác thi đua, khen thưởng", "Tiêu chí thi đua phải rõ, dễ làm, dễ giám sát",
        "Kiểm tra, giám sát việc tổ chức phong trào", "Ủy ban hướng dẫn các đơn vị chuẩn hóa quy trình, thủ tục",
        "Tổ chức hoạt động chung dịp các ngày lễ lớn", "Một số đơn vị tổ chức thi đua hiệu quả chưa cao",
        "Bồi dưỡng cán bộ làm công tác thi đua, khen thưởng", "Cùng xây dựng cách công nhận sáng kiến",
    ]

    static let statementKinds = ["kết quả", "hạn chế", "nhiệm vụ", "kiến nghị", "kêu gọi", "tiêu chí", "mục đích"]

    static let details = [
        "chỉ đạo", "đánh giá kết quả", "kiến nghị tăng phối hợp", "chia sẻ mô hình", "cảm ơn, tiếp thu ý kiến",
        "báo cáo của Ủy ban",
    ]

    /// Kind, number, issuer and title of the texts that are cited.
    static let directives: [(kind: String, number: String?, issuer: String?, title: String)] = [
        ("chỉ thị", "34-CT/TW", "Bộ Chính trị", "Về tiếp tục đổi mới công tác thi đua, khen thưởng"),
        ("chỉ thị", "05-CT/TW", "Bộ Chính trị", "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"),
        ("chỉ thị", "07/CT-TTg", "Thủ tướng Chính phủ", "Đẩy mạnh phòng, chống tiêu cực trong thi đua, khen thưởng"),
        ("luật", "06/2022/QH15", "Quốc hội", "Luật Thi đua, khen thưởng"),
        ("luật", nil, nil, "Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng"),
        ("nghị quyết", nil, "Đại hội Đảng lần thứ XII", "Nghị quyết Đại hội lần thứ XII của Đảng"),
        ("nghị quyết", nil, "Đại hội Đảng lần thứ XIII", "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng"),
        ("chiến lược", nil, nil, "Chiến lược phát triển kinh tế - xã hội 10 năm 2021-2030"),
        ("kế hoạch", nil, nil, "Kế hoạch phát triển kinh tế - xã hội 5 năm 2021-2025"),
    ]

    static let citationContexts = ["kết quả", "bối cảnh", "căn cứ", "giao ước", "mục đích", "nhiệm vụ", "ban hành"]
}
