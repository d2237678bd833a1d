/// The `datapackage.json` of a generated package: the resources of the samples under a heading of its own.
enum PackageDescription {
    static func json(rows: Int, seed: UInt64) -> String {
        """
        {
          "name": "thi-dua-khen-thuong-\(rows)",
          "title": "Thi đua, khen thưởng (dữ liệu tạo để đo)",
          "description": "Dữ liệu không có thật: \(rows) dòng khen thưởng, hạt giống \(seed). \
        Chỗ sai cố ý được liệt kê trong violations.csv.",
          "profile": "data-package",
          "version": "1.0.0",
          "resources": [
        \(bodies)
        \(events)
        \(awards)
          ]
        }

        """
    }
}
