extension PackageDescription {
    /// The resources of covenants, awards, statements and notes, as `Samples/datapackage.json` describes them.
    static let awards = #"""
            {
              "name": "covenants",
              "title": "Giao ước thi đua",
              "description": "Giao ước thi đua của khối.",
              "path": "covenants.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "constraints": {"required": true}, "tdq:aliases": ["khối thi đua"]},
                  {"name": "year", "type": "integer", "title": "năm", "description": "năm mà giao ước áp dụng", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "signed_on", "type": "date", "title": "ngày ký"},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "sự kiện ký kết", "tdq:aliases": ["hội nghị"]},
                  {"name": "signer_count", "type": "integer", "title": "số bên ký", "constraints": {"minimum": 0}},
                  {"name": "item_count", "type": "integer", "title": "số nội dung", "constraints": {"minimum": 0}},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "covenant_items",
              "title": "Nội dung giao ước",
              "description": "Từng nội dung của giao ước, tóm lược.",
              "path": "covenant_items.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "covenant", "type": "string", "title": "giao ước", "constraints": {"required": true}},
                  {"name": "item_no", "type": "integer", "title": "số thứ tự", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["nội dung số"]},
                  {"name": "topic", "type": "string", "title": "chủ điểm"},
                  {"name": "text", "type": "string", "title": "nội dung", "description": "ý tóm lược, không phải nguyên văn", "constraints": {"required": true}},
                  {"name": "directives", "type": "array", "arrayItem": {"type": "string"}, "title": "các văn bản", "description": "văn bản mà nội dung gắn với (mã của directives)", "tdq:references": "directives", "tdq:aliases": ["văn bản"]},
                  {"name": "movement", "type": "string", "title": "phong trào"},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "constraints": {"required": true}, "tdq:aliases": ["khối thi đua"]},
                  {"name": "year", "type": "integer", "title": "năm", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "covenant", "reference": {"resource": "covenants", "fields": "id"}},
                  {"fields": "movement", "reference": {"resource": "movements", "fields": "id"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "award_forms",
              "title": "Hình thức khen thưởng",
              "description": "Danh hiệu, hình thức khen thưởng, giải thưởng.",
              "path": "award_forms.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "form", "type": "string", "title": "hình thức", "constraints": {"required": true, "unique": true}, "tdq:aliases": ["tên hình thức", "danh hiệu"]},
                  {"name": "aliases", "type": "array", "arrayItem": {"type": "string"}, "title": "tên gọi khác", "tdq:aliases": ["tên khác"]},
                  {"name": "category", "type": "string", "title": "nhóm", "constraints": {"required": true, "enum": ["danh hiệu thi đua", "hình thức khen thưởng", "giải thưởng"]}},
                  {"name": "issuing_authority_stated", "type": "string", "title": "cấp tặng nêu trong bài"},
                  {"name": "issuing_authority_background", "type": "string", "title": "cấp tặng theo kiến thức nền"},
                  {"name": "level", "type": "string", "title": "cấp", "constraints": {"enum": ["nhà nước", "chính phủ", "bộ, ngành", "cơ sở", "đoàn thể"]}},
                  {"name": "background_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường kiến thức nền", "description": "tên các trường lấy từ kiến thức chung, không từ bài"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["form", "aliases", "id"],
                "tdq:display": "form"
              }
            },
            {
              "name": "awards",
              "title": "Khen thưởng",
              "description": "Dòng tổng hợp: hình thức × loại đối tượng × số lượng. Có bloc khi khối trao hoặc đề nghị, có unit khi một đơn vị công bố.",
              "path": "awards.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "form", "type": "string", "title": "hình thức", "description": "hình thức như bài viết", "constraints": {"required": true}, "tdq:aliases": ["hình thức khen thưởng", "danh hiệu"]},
                  {"name": "form_probable", "type": "string", "title": "hình thức có lẽ là", "description": "tên đầy đủ có lẽ đúng khi bài chỉ ghi tắt"},
                  {"name": "recipient_kind", "type": "string", "title": "loại đối tượng", "description": "chữ của bài: đơn vị, đảng bộ, đảng viên …", "constraints": {"required": true}, "tdq:aliases": ["đối tượng"]},
                  {"name": "recipient_group", "type": "string", "title": "nhóm đối tượng", "constraints": {"required": true, "enum": ["tập thể", "cá nhân"]}},
                  {"name": "quantity", "type": "integer", "title": "số lượng", "description": "số tập thể hoặc cá nhân", "constraints": {"required": true, "minimum": 0}, "tdq:aliases": ["số"]},
                  {"name": "recipient_unit", "type": "string", "title": "đơn vị nhận"},
                  {"name": "year", "type": "integer", "title": "năm", "description": "năm đạt thành tích", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "status", "type": "string", "title": "trạng thái", "description": "không cộng chung các trạng thái khác nhau", "constraints": {"required": true, "enum": ["đã trao", "đề nghị", "trả lại", "thu hồi"]}, "tdq:aliases": ["tình trạng"]},
                  {"name": "conferred_by", "type": "string", "title": "cấp tặng", "description": "cấp có thẩm quyền tặng; với đề nghị là cấp được xin", "tdq:aliases": ["cấp khen"]},
                  {"name": "proposed_to", "type": "string", "title": "trình lên"},
                  {"name": "presented_by", "type": "string", "title": "người trao"},
                  {"name": "reason", "type": "string", "title": "lý do", "tdq:aliases": ["thành tích"]},
                  {"name": "title_achieved", "type": "string", "title": "danh hiệu đạt"},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "tdq:aliases": ["khối thi đua"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "hội nghị, đại hội", "tdq:aliases": ["hội nghị"]},
                  {"name": "named_recipients", "type": "integer", "title": "số nơi nhận được nêu tên", "constraints": {"required": true, "minimum": 0}},
                  {"name": "inferred_fields", "type": "array", "arrayItem": {"type": "string"}, "title": "trường suy ra", "description": "tên các trường mà bài không nói thẳng"},
                  {"name": "other_sources", "type": "array", "arrayItem": {"type": "string"}, "title": "nguồn khác", "description": "các chỗ khác nói cùng điều ấy, dạng doc-NNN:dòng"},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "form", "reference": {"resource": "award_forms", "fields": "form"}},
                  {"fields": "recipient_unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "presented_by", "reference": {"resource": "people", "fields": "id"}},
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
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
              "name": "award_recipients",
              "title": "Nơi nhận khen thưởng",
              "description": "Nơi nhận được gọi tên.",
              "path": "award_recipients.csv",
              "format": "csv",
              "mediatype": "text/csv",
              "encoding": "utf-8",
              "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true},
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "award", "type": "string", "title": "dòng khen thưởng", "constraints": {"required": true}, "tdq:aliases": ["khen thưởng"]},
                  {"name": "unit", "type": "string", "title": "đơn vị nhận", "constraints": {"required": true}, "tdq:aliases": ["đơn vị"]},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "award", "reference": {"resource": "awards", "fields": "id"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "statements",
              "title": "Ý kiến",
              "description": "Ý tóm lược: kết quả, hạn chế, nhiệm vụ, kiến nghị, kêu gọi, tiêu chí, mục đích.",
              "path": "statements.csv",
              "format": "csv",
              "mediatype": "text/csv",
              "encoding": "utf-8",
              "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true},
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "kind", "type": "string", "title": "loại", "constraints": {"required": true, "enum": ["kết quả", "hạn chế", "nhiệm vụ", "kiến nghị", "kêu gọi", "tiêu chí", "mục đích"]}},
                  {"name": "topic", "type": "string", "title": "chủ điểm"},
                  {"name": "text", "type": "string", "title": "nội dung", "description": "ý tóm lược, không phải nguyên văn", "constraints": {"required": true}},
                  {"name": "bloc", "type": "string", "title": "khối", "description": "khối thi đua", "tdq:aliases": ["khối thi đua"]},
                  {"name": "unit", "type": "string", "title": "đơn vị", "tdq:aliases": ["cơ quan"]},
                  {"name": "year", "type": "integer", "title": "năm", "description": "năm mà ý kiến nói tới", "constraints": {"required": true, "minimum": 1900, "maximum": 2100}},
                  {"name": "event", "type": "string", "title": "sự kiện", "description": "hội nghị, đại hội", "tdq:aliases": ["hội nghị"]},
                  {"name": "speaker", "type": "string", "title": "người nói", "tdq:aliases": ["người phát biểu"]},
                  {"name": "order_no", "type": "integer", "title": "số thứ tự", "constraints": {"minimum": 1}},
                  {"name": "note", "type": "string", "title": "ghi chú"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "bloc", "reference": {"resource": "blocs", "fields": "short_name"}},
                  {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                  {"fields": "event", "reference": {"resource": "events", "fields": "id"}},
                  {"fields": "speaker", "reference": {"resource": "people", "fields": "id"}},
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            },
            {
              "name": "data_notes",
              "title": "Ghi chú dữ liệu",
              "description": "Lỗi gõ, chỗ mơ hồ, chỗ thiếu, biến thể, rác, bẫy và cách ghi nhận.",
              "path": "data_notes.jsonl",
              "format": "jsonl",
              "mediatype": "application/jsonl",
              "encoding": "utf-8",
              "schema": {
                "fields": [
                  {"name": "id", "type": "string", "title": "mã", "description": "mã bản ghi, chữ ASCII, không trùng trong cả bộ dữ liệu", "constraints": {"required": true, "unique": true, "pattern": "[a-z0-9-]+"}, "tdq:aliases": ["mã số"]},
                  {"name": "kind", "type": "string", "title": "loại", "constraints": {"required": true, "enum": ["lỗi gõ", "thiếu", "mơ hồ", "mâu thuẫn", "biến thể", "rác", "bẫy"]}},
                  {"name": "as_written", "type": "string", "title": "nguyên văn", "description": "chữ như trong bài", "constraints": {"required": true}, "tdq:aliases": ["như viết"]},
                  {"name": "issue", "type": "string", "title": "vấn đề", "constraints": {"required": true}},
                  {"name": "handling", "type": "string", "title": "cách xử lý", "constraints": {"required": true}},
                  {"name": "affects", "type": "array", "arrayItem": {"type": "string"}, "title": "bản ghi liên quan", "description": "mã các bản ghi, của bất kỳ bộ nào"},
                  {"name": "source", "type": "string", "title": "nguồn", "description": "bài viết là nguồn của bản ghi", "constraints": {"required": true}, "tdq:aliases": ["tài liệu", "bài viết"]},
                  {"name": "source_line", "type": "integer", "title": "dòng nguồn", "description": "số dòng trong bài nguồn, đếm từ 1", "constraints": {"required": true, "minimum": 1}, "tdq:aliases": ["dòng"]}
                ],
                "primaryKey": "id",
                "foreignKeys": [
                  {"fields": "source", "reference": {"resource": "documents", "fields": "id"}}
                ],
                "missingValues": [""],
                "tdq:names": ["id"],
                "tdq:display": "id"
              }
            }
        """#
}
