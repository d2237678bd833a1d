extension PackageDescription {
    /// The resources of documents, blocs, units and people, as `Samples/datapackage.json` describes them.
    static let bodies = #"""
            {
              "name": "documents",
              "title": "Tài liệu",
              "description": "Năm bài viết là nguồn của mọi bản ghi.",
              "path": "documents.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "title", "type": "string", "title": "tiêu đề"},
                  {"name": "published_on", "type": "date", "title": "ngày đăng"},
                  {"name": "published_at", "type": "string", "title": "giờ đăng", "description": "giờ:phút như bài ghi", "constraints": {"pattern": "[0-2][0-9]:[0-5][0-9]"}},
                  {"name": "publisher", "type": "string", "title": "nơi đăng"},
                  {"name": "credited_source", "type": "string", "title": "nguồn được ghi"},
                  {"name": "authors", "type": "array", "arrayItem": {"type": "string"}, "title": "tác giả"},
                  {"name": "main_event", "type": "string", "title": "sự kiện chính", "description": "hội nghị mà bài tường thuật"},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "tdq:aliases": ["khối thi đua"]},
                  {"name": "file", "type": "string", "title": "tệp", "constraints": {"required": true, "unique": true}, "tdq:identity": "exact"},
                  {"name": "line_count", "type": "integer", "title": "số dòng", "constraints": {"minimum": 0}},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "main_event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "source", "reference": {"resource": "", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["title", "file", "id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "blocs",
              "title": "Khối thi đua",
              "description": "Các khối thi đua của bộ, ban, ngành trung ương.",
              "path": "blocs.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "short_name", "type": "string", "title": "tên ngắn", "constraints": {"required": true, "unique": true}, "tdq:aliases": ["tên gọi tắt"]},
                  {"name": "name", "type": "string", "title": "tên đầy đủ", "constraints": {"required": true, "unique": true}, "tdq:aliases": ["tên"]},
                  {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}, "title": "tên gọi khác", "tdq:aliases": ["tên khác"]},
                  {"name": "unit_count_stated", "type": "integer", "title": "số đơn vị nêu", "description": "số đơn vị mà bài nêu", "constraints": {"minimum": 0}},
                  {"name": "unit_count_listed", "type": "integer", "title": "số đơn vị liệt kê", "description": "số đơn vị được gọi tên", "constraints": {"minimum": 0}},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["short_name", "name", "aliases", "id"],
                "tdq:display": "short_name"
              }
            },
            {
              "name": "units",
              "title": "Đơn vị",
              "description": "Cơ quan, đơn vị: thành viên khối, nơi trao tặng, nơi ban hành, đơn vị trực thuộc.",
              "path": "units.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "name", "type": "string", "title": "tên", "constraints": {"required": true, "unique": true}, "tdq:aliases": ["tên đơn vị"]},
                  {"name": "abbreviation", "type": "string", "title": "tên viết tắt", "tdq:aliases": ["viết tắt"]},
                  {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}, "title": "tên gọi khác", "tdq:aliases": ["tên khác"]},
                  {"name": "kind", "type": "string", "title": "loại đơn vị", "constraints": {"required": true}, "tdq:aliases": ["loại"]},
                  {"name": "parent_unit", "type": "string", "title": "đơn vị cấp trên", "tdq:aliases": ["trực thuộc"]},
                  {"name": "background_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường kiến thức nền", "description": "tên các trường lấy từ kiến thức chung, không từ bài"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "parent_unit", "reference": {"resource": "", "fields": "name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["name", "abbreviation", "aliases", "id"],
                "tdq:display": "name"
              }
            },
            {
              "name": "memberships",
              "title": "Thành viên khối",
              "description": "Đơn vị thuộc khối trong một năm.",
              "path": "memberships.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "constraints": {"required": true}, "tdq:aliases": ["cơ quan"]},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "constraints": {"required": true}, "tdq:aliases": ["khối thi đua"]},
                  {"name": "year", "type": "integer", "title": "năm", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "basis", "type": "string", "title": "căn cứ", "description": "vì sao ghi là thành viên: được liệt kê, có vai trò, hoặc dự họp của khối", "constraints": {"required": true, "enum": ["liệt kê", "vai trò", "dự họp"]}},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "leaderships",
              "title": "Khối trưởng, khối phó",
              "description": "Đơn vị làm khối trưởng hoặc khối phó từng năm.",
              "path": "leaderships.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "constraints": {"required": true}, "tdq:aliases": ["khối thi đua"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "constraints": {"required": true}, "tdq:aliases": ["cơ quan"]},
                  {"name": "role", "type": "string", "title": "vai trò", "constraints": {"required": true, "enum": ["khối trưởng", "khối phó"]}, "tdq:aliases": ["chức trách"]},
                  {"name": "year", "type": "integer", "title": "năm", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "selection_method", "type": "string", "title": "cách chọn", "constraints": {"enum": ["bầu", "suy tôn"]}},
                  {"name": "selected_at_event", "type": "string", "title": "được chọn tại"},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "selected_at_event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "people",
              "title": "Người",
              "description": "Những người có tên và có việc làm trong bài (người viết bài ở documents.authors).",
              "path": "people.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "name", "type": "string", "title": "họ và tên", "constraints": {"required": true}, "tdq:aliases": ["họ tên", "tên"]},
                  {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}, "title": "tên gọi khác", "tdq:aliases": ["tên khác"]},
                  {"name": "military_rank", "type": "string", "title": "cấp bậc", "tdq:aliases": ["quân hàm"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "possible_same_as", "type": "string", "title": "có thể là một với", "description": "người trùng tên mà các bài không nói có phải là một hay không"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "possible_same_as", "reference": {"resource": "", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["name", "aliases", "id"],
                "tdq:display": "name"
              }
            },
            {
              "name": "positions",
              "title": "Chức vụ",
              "description": "Chức vụ của một người ở một đơn vị; mỗi chức vụ một dòng.",
              "path": "positions.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "person", "type": "string", "title": "người", "constraints": {"required": true}, "tdq:aliases": ["nhân vật", "họ tên"]},
                  {"name": "title", "type": "string", "title": "chức vụ", "constraints": {"required": true}, "tdq:aliases": ["chức danh"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "as_of", "type": "date", "title": "tính đến ngày"},
                  {"name": "year", "type": "integer", "title": "năm", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "person", "reference": {"resource": "people", "fields": "id"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
        """#
}
