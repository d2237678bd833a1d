extension PackageDescription {
    /// The resources of events, movements and directives, as `Samples/datapackage.json` describes them.
    static let events = #"""
            {
              "name": "events",
              "title": "Sự kiện",
              "description": "Hội nghị, đại hội.",
              "path": "events.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "name", "type": "string", "title": "tên", "constraints": {"required": true}, "tdq:aliases": ["tên sự kiện"]},
                  {"name": "kind", "type": "string", "title": "loại", "description": "loại chính", "constraints": {"required": true, "enum": ["sơ kết", "tổng kết", "triển khai", "phát động", "đại hội"]}},
                  {"name": "kinds", "type": "array", "arrayItem": {"type": "string"}, "title": "các loại", "description": "mọi loại mà sự kiện gồm"},
                  {"name": "date", "type": "date", "title": "ngày"},
                  {"name": "session", "type": "string", "title": "buổi", "constraints": {"enum": ["sáng", "chiều", "tối"]}},
                  {"name": "place", "type": "string", "title": "nơi họp", "tdq:aliases": ["địa điểm"]},
                  {"name": "place_unit", "type": "string", "title": "đơn vị chủ nhà"},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "tdq:aliases": ["khối thi đua"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "year_reviewed", "type": "integer", "title": "năm tổng kết", "description": "năm được xem xét", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "period_reviewed", "type": "string", "title": "kỳ xem xét"},
                  {"name": "year_planned", "type": "integer", "title": "năm triển khai", "description": "năm được giao nhiệm vụ", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "organizer", "type": "string", "title": "nơi tổ chức", "tdq:aliases": ["ban tổ chức"]},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "place_unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["name", "id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "appearances",
              "title": "Có mặt",
              "description": "Việc một người làm ở một sự kiện; mỗi vai trò một dòng, riêng vai trao thì mỗi dòng khen thưởng một dòng.",
              "path": "appearances.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "person", "type": "string", "title": "người", "constraints": {"required": true}, "tdq:aliases": ["nhân vật", "họ tên"]},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "hội nghị, đại hội", "constraints": {"required": true}, "tdq:aliases": ["hội nghị"]},
                  {"name": "role", "type": "string", "title": "vai trò", "constraints": {"required": true, "enum": ["chủ trì", "phát biểu", "phát động", "ký giao ước", "trao", "tham dự"]}},
                  {"name": "detail", "type": "string", "title": "chi tiết"},
                  {"name": "representing", "type": "string", "title": "đại diện cho", "constraints": {"enum": ["khối trưởng", "khối phó"]}},
                  {"name": "award", "type": "string", "title": "dòng khen thưởng", "description": "dòng khen thưởng được trao", "tdq:aliases": ["khen thưởng"]},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "person", "reference": {"resource": "people", "fields": "id"}},
                  {"fields": "event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "award", "reference": {"resource": "awards", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "unit_attendances",
              "title": "Đơn vị dự",
              "description": "Đơn vị được nêu là có mặt ở sự kiện.",
              "path": "unit_attendances.csv",
              "format": "csv",
              "mediatype": "text/csv",
              "encoding": "utf-8",
              "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true},
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "constraints": {"required": true}, "tdq:aliases": ["cơ quan"]},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "hội nghị, đại hội", "constraints": {"required": true}, "tdq:aliases": ["hội nghị"]},
                  {"name": "capacity", "type": "string", "title": "tư cách", "constraints": {"required": true, "enum": ["khối trưởng", "khối phó", "thành viên", "khách mời"]}},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "movements",
              "title": "Phong trào",
              "description": "Chủ đề, phong trào, phương châm, tinh thần.",
              "path": "movements.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "slogan", "type": "string", "title": "khẩu hiệu", "tdq:aliases": ["chủ đề"]},
                  {"name": "kind", "type": "string", "title": "loại", "constraints": {"required": true, "enum": ["chủ đề phong trào", "phong trào", "phương châm hành động", "tinh thần"]}},
                  {"name": "year", "type": "integer", "title": "năm", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "period_from", "type": "integer", "title": "từ năm", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "period_to", "type": "integer", "title": "đến năm", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "launched_by", "type": "string", "title": "nơi phát động"},
                  {"name": "launched_on", "type": "date", "title": "ngày phát động"},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "sự kiện phát động", "tdq:aliases": ["hội nghị"]},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "tdq:aliases": ["khối thi đua"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["slogan", "id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "directives",
              "title": "Văn bản",
              "description": "Văn bản của Đảng, Nhà nước và của khối được viện dẫn hoặc ban hành.",
              "path": "directives.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "kind", "type": "string", "title": "loại văn bản", "constraints": {"required": true, "enum": ["luật", "nghị quyết", "chỉ thị", "chiến lược", "kế hoạch", "báo cáo"]}, "tdq:aliases": ["loại"]},
                  {"name": "number", "type": "string", "title": "số hiệu", "tdq:aliases": ["số"]},
                  {"name": "issued_on", "type": "date", "title": "ngày ban hành"},
                  {"name": "issuer", "type": "string", "title": "nơi ban hành", "tdq:aliases": ["cơ quan ban hành"]},
                  {"name": "title", "type": "string", "title": "tên văn bản", "constraints": {"required": true}, "tdq:aliases": ["trích yếu"]},
                  {"name": "period_from", "type": "integer", "title": "từ năm", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "period_to", "type": "integer", "title": "đến năm", "constraints": {"minimum": 1900, "maximum": 2100}},
                  {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}, "title": "tên gọi khác", "tdq:aliases": ["tên khác"]},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["number", "title", "aliases", "id"],
                "tdq:display": "title"
              }
            },
            {
              "name": "citations",
              "title": "Viện dẫn",
              "description": "Chỗ một văn bản được viện dẫn, với chữ như viết.",
              "path": "citations.csv",
              "format": "csv",
              "mediatype": "text/csv",
              "encoding": "utf-8",
              "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true},
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "directive", "type": "string", "title": "văn bản", "constraints": {"required": true}, "tdq:aliases": ["chỉ thị"]},
                  {"name": "context", "type": "string", "title": "bối cảnh", "constraints": {"required": true}, "tdq:aliases": ["ngữ cảnh"]},
                  {"name": "as_written", "type": "string", "title": "nguyên văn", "description": "chữ như trong bài", "constraints": {"required": true}, "tdq:aliases": ["như viết"]},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "directive", "reference": {"resource": "directives", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
        """#
}
