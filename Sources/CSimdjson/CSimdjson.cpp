#include "CSimdjson.h"

#include <memory>
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

struct tdq_json_tokens {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

tdq_json_tokens *tdq_json_tokens_new(void) { return new (std::nothrow) tdq_json_tokens(); }

void tdq_json_tokens_free(tdq_json_tokens *tokens) { delete tokens; }

tdq_json_status tdq_json_find_tokens(
    tdq_json_tokens *tokens, const uint8_t *bytes, size_t count, const uint32_t **offsets, size_t *offsetCount) {
    auto &stages = tokens->stages;
    if (count > simdjson::SIMDJSON_MAXSIZE_BYTES) { return TDQ_JSON_TOO_LARGE; }
    if (!stages || stages->capacity() < count) {
        // Some more, so that texts of about one length do not allocate anew one after another. The first stage needs
        // no depth.
        const size_t wanted = count < (size_t(1) << 30) ? count + count / 4 : count;
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, 1, stages)) {
            return TDQ_JSON_NO_MEMORY;
        }
    }
    *offsets = stages->structural_indexes.get();
    *offsetCount = 0;
    switch (stages->stage1(bytes, count, simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS: break;
    case simdjson::EMPTY: return TDQ_JSON_OK;
    case simdjson::UTF8_ERROR: return TDQ_JSON_NOT_UTF8;
    default: return TDQ_JSON_SYNTAX;
    }
    *offsetCount = stages->n_structural_indexes;
    return TDQ_JSON_OK;
}

uint8_t *tdq_json_unescape(const tdq_json_tokens *tokens, const uint8_t *source, uint8_t *target) {
    return tokens->stages->parse_string(source, target);
}

bool tdq_is_utf8(const uint8_t *bytes, size_t count) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
