extension Vocabulary {
    /// Family names with their shares in a thousand.
    static let familyNames = WeightedChoice([
        ("Nguyễn", 380), ("Trần", 110), ("Lê", 95), ("Phạm", 70), ("Hoàng", 30), ("Huỳnh", 20), ("Phan", 45),
        ("Vũ", 25),
        ("Võ", 20), ("Đặng", 20), ("Bùi", 20), ("Đỗ", 14), ("Hồ", 13), ("Ngô", 13), ("Dương", 10), ("Lý", 5),
        ("Nông", 5),
        ("Điểu", 3), ("H’", 3), ("Trịnh", 10), ("Đinh", 9), ("Mai", 8), ("Tô", 7), ("Lương", 7), ("Vương", 6),
    ])

    static let middleNames = [
        "Văn", "Thị", "Hữu", "Đức", "Quốc", "Ngọc", "Minh", "Thanh", "Kim", "Xuân", "Mạnh", "Huy", "Đình", "Công",
    ]

    static let givenNames = [
        "An", "Anh", "Bảo", "Bình", "Châu", "Cường", "Dũng", "Duy", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hoa",
        "Hòa",
        "Hồng", "Huệ", "Hùng", "Huyền", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Mẫn", "Nam", "Nga", "Nghị",
        "Nhung",
        "Oanh", "Phong", "Phương", "Quang", "Quyết", "Sơn", "Tăng", "Thảo", "Thắng", "Thủy", "Toàn", "Tuấn", "Tùng",
        "Vinh",
        "Vy", "Yến",
    ]

    static let titles = [
        "Chủ nhiệm", "Phó Chủ nhiệm", "Bộ trưởng", "Thứ trưởng", "Vụ trưởng", "Phó Vụ trưởng", "Chánh Văn phòng",
        "Phó Chánh Văn phòng", "Trưởng ban", "Phó Trưởng ban", "Ủy viên Ban cán sự đảng", "Cục trưởng",
        "Chuyên viên chính",
    ]

    static let ranks = ["Thượng tướng", "Trung tướng", "Thiếu tướng", "Đại tá"]
}
