#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face of simdjson's DOM parser: one document of bytes in, its tape out.
// Nothing here throws, and every pointer stays valid until the parser's next document or its end.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tdq_json_parser tdq_json_parser;

/// What the parser made of a document (the layout is simdjson's doc/tape.md).
typedef struct {
    /// One word an element; the kind stands in the upper byte.
    const uint64_t *tape;
    /// Unescaped strings, each behind its length in four bytes.
    const uint8_t *strings;
    /// Byte offsets of every token but the ends of strings, in the order of the document.
    const uint32_t *tokens;
    uint32_t tokenCount;
} tdq_json_document;

typedef enum {
    TDQ_JSON_OK = 0,
    TDQ_JSON_SYNTAX,
    TDQ_JSON_TOO_DEEP,
    TDQ_JSON_TOO_LARGE,
    TDQ_JSON_NO_MEMORY,
    TDQ_JSON_NOT_UTF8,
} tdq_json_status;

/// Bytes behind a document that must be readable (their values do not matter).
size_t tdq_json_padding(void);

/// NULL where there is no memory for it.
tdq_json_parser *tdq_json_parser_new(void);
void tdq_json_parser_free(tdq_json_parser *parser);

/// Parses `count` bytes, nested at most `maximumDepth` levels.
tdq_json_status tdq_json_parse(
    tdq_json_parser *parser, const uint8_t *bytes, size_t count, size_t maximumDepth, tdq_json_document *document);

/// Whether the bytes are UTF-8.
bool tdq_is_utf8(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
