/// The words that generated records are made of.
enum Vocabulary {
    /// Short and full name of each bloc.
    static let blocs: [(shortName: String, name: String)] = [
        ("tổng hợp", "Khối thi đua các bộ, ngành tổng hợp"),
        ("nội chính", "Khối thi đua các bộ, ngành nội chính Trung ương"),
        ("ban đảng", "Khối thi đua các ban đảng Trung ương"),
        ("kinh tế", "Khối thi đua các bộ, ngành kinh tế"),
        ("khoa giáo", "Khối thi đua các bộ, ngành khoa giáo, văn xã"),
        ("đoàn thể", "Khối thi đua các tổ chức chính trị - xã hội"),
        ("đồng bằng sông Hồng", "Cụm thi đua các tỉnh đồng bằng sông Hồng"),
        ("miền núi phía Bắc", "Cụm thi đua các tỉnh miền núi phía Bắc"),
        ("miền Trung", "Cụm thi đua các tỉnh miền Trung"),
        ("Đông Nam Bộ", "Cụm thi đua các tỉnh Đông Nam Bộ"),
    ]

    /// Nine bodies to each bloc, in the order of the blocs.
    static let bodies: [[String]] = [
        [
            "Văn phòng Quốc hội", "Văn phòng Chính phủ", "Văn phòng Chủ tịch nước", "Bộ Kế hoạch và Đầu tư",
            "Bộ Tài chính",
            "Bộ Nội vụ", "Ủy ban Dân tộc", "Ngân hàng Nhà nước", "Liên minh Hợp tác xã Việt Nam",
        ],
        [
            "Kiểm toán Nhà nước", "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao", "Bộ Quốc phòng",
            "Bộ Công an",
            "Bộ Tư pháp", "Bộ Ngoại giao", "Thanh tra Chính phủ", "Ban Quản lý Lăng Chủ tịch Hồ Chí Minh",
        ],
        [
            "Ban Nội chính Trung ương", "Ủy ban Kiểm tra Trung ương", "Văn phòng Trung ương Đảng",
            "Ban Tổ chức Trung ương",
            "Ban Tuyên giáo Trung ương", "Ban Đối ngoại Trung ương", "Ban Dân vận Trung ương", "Ban Kinh tế Trung ương",
            "Học viện Chính trị quốc gia Hồ Chí Minh",
        ],
        [
            "Bộ Công Thương", "Bộ Giao thông vận tải", "Bộ Xây dựng", "Bộ Nông nghiệp và Phát triển nông thôn",
            "Bộ Tài nguyên và Môi trường", "Bộ Thông tin và Truyền thông", "Tổng công ty Hàng không Việt Nam",
            "Tập đoàn Điện lực Việt Nam", "Tập đoàn Dầu khí Việt Nam",
        ],
        [
            "Bộ Giáo dục và Đào tạo", "Bộ Y tế", "Bộ Khoa học và Công nghệ", "Bộ Văn hóa, Thể thao và Du lịch",
            "Bộ Lao động - Thương binh và Xã hội", "Đài Truyền hình Việt Nam", "Đài Tiếng nói Việt Nam",
            "Thông tấn xã Việt Nam", "Viện Hàn lâm Khoa học xã hội Việt Nam",
        ],
        [
            "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "Tổng Liên đoàn Lao động Việt Nam", "Hội Nông dân Việt Nam",
            "Hội Liên hiệp Phụ nữ Việt Nam", "Hội Cựu chiến binh Việt Nam",
            "Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh",
            "Hội Chữ thập đỏ Việt Nam", "Hội Luật gia Việt Nam", "Hội Nhà báo Việt Nam",
        ],
        provinces(
            "Hà Nội", "Hải Phòng", "Hải Dương", "Hưng Yên", "Thái Bình", "Nam Định", "Ninh Bình", "Hà Nam", "Vĩnh Phúc"),
        provinces(
            "Hà Giang", "Cao Bằng", "Bắc Kạn", "Lạng Sơn", "Lào Cai", "Yên Bái", "Sơn La", "Điện Biên", "Hòa Bình"),
        provinces(
            "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Bình", "Quảng Trị", "Thừa Thiên Huế", "Quảng Nam", "Bình Định",
            "Khánh Hòa"),
        provinces(
            "Đồng Nai", "Bình Dương", "Bình Phước", "Tây Ninh", "Long An", "Cần Thơ", "An Giang", "Cà Mau", "Đắk Lắk"),
    ]

    private static func provinces(_ names: String...) -> [String] {
        names.map { "Ủy ban nhân dân \($0)" }
    }

    static let departments = [
        "Văn phòng", "Vụ Tổ chức cán bộ", "Vụ Pháp chế", "Vụ Kế hoạch - Tài chính", "Vụ Hợp tác quốc tế", "Thanh tra",
        "Cục Công nghệ thông tin", "Vụ Thi đua - Khen thưởng", "Vụ Tổng hợp", "Trung tâm Thông tin", "Viện Nghiên cứu",
        "Tạp chí", "Nhà khách", "Trường Đào tạo, bồi dưỡng cán bộ", "Ban Quản lý dự án", "Cục Quản trị",
        "Vụ Hành chính",
        "Cục Kế hoạch", "Đảng ủy cơ quan", "Công đoàn cơ quan", "Đoàn Thanh niên cơ quan", "Trung tâm Lưu trữ",
        "Báo", "Vụ Dân tộc",
    ]

    static let sections = ["Phòng Tổng hợp", "Phòng Hành chính", "Phòng Tổ chức"]
    static let places = [
        "Nhà Quốc hội", "Hà Nội", "Trung tâm Hội nghị Quốc gia", "Hội trường Ủy ban nhân dân thành phố",
    ]
}
