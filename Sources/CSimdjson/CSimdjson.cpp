#include "CSimdjson.h"

#include <new>
#include <simdjson.h>

struct tdq_json_parser {
    simdjson::dom::parser parser;
};

size_t tdq_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

tdq_json_parser *tdq_json_parser_new(void) { return new (std::nothrow) tdq_json_parser(); }

void tdq_json_parser_free(tdq_json_parser *parser) { delete parser; }

tdq_json_status tdq_json_parse(
    tdq_json_parser *handle, const uint8_t *bytes, size_t count, size_t maximumDepth, tdq_json_document *document) {
    simdjson::dom::parser &parser = handle->parser;
    if (count > parser.max_capacity()) { return TDQ_JSON_TOO_LARGE; }
    // Twice the need, so that lines of slowly growing length do not allocate anew one after another.
    if (parser.capacity() < count || parser.max_depth() != maximumDepth) {
        const size_t doubled = count < parser.max_capacity() / 2 && count < (size_t(1) << 20) ? count * 2 : count;
        const size_t wanted = doubled > parser.capacity() ? doubled : parser.capacity();
        if (parser.allocate(wanted, maximumDepth) != simdjson::SUCCESS) { return TDQ_JSON_NO_MEMORY; }
    }
    const auto error = parser.parse(bytes, count, false).error();
    switch (error) {
    case simdjson::SUCCESS: break;
    case simdjson::DEPTH_ERROR: return TDQ_JSON_TOO_DEEP;
    case simdjson::CAPACITY: return TDQ_JSON_TOO_LARGE;
    case simdjson::MEMALLOC: return TDQ_JSON_NO_MEMORY;
    case simdjson::UTF8_ERROR: return TDQ_JSON_NOT_UTF8;
    default: return TDQ_JSON_SYNTAX;
    }
    document->tape = parser.doc.tape.get();
    document->strings = parser.doc.string_buf.get();
    document->tokens = parser.implementation->structural_indexes.get();
    document->tokenCount = parser.implementation->n_structural_indexes;
    return TDQ_JSON_OK;
}

bool tdq_is_utf8(const uint8_t *bytes, size_t count) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
