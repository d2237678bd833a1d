#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face of simdjson's DOM parser: one document of bytes in, its tape out; and of its first stage alone, which finds
// the tokens of many documents at once.
// Nothing here throws, and every pointer stays valid until the next document or text, or the end of what found it.

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

typedef struct tdq_json_tokens tdq_json_tokens;

/// NULL where there is no memory for it.
tdq_json_tokens *tdq_json_tokens_new(void);
void tdq_json_tokens_free(tdq_json_tokens *tokens);

/// Finds where the tokens of `count` bytes start: brackets, colons, commas, strings, and runs of anything else that is
/// no space. Strings are closed, of UTF-8 and without control characters; what else is between the tokens and what
/// order they have is not looked at. Behind the offsets stands the length, twice. Texts of spaces have no tokens.
tdq_json_status tdq_json_find_tokens(
    tdq_json_tokens *tokens, const uint8_t *bytes, size_t count, const uint32_t **offsets, size_t *offsetCount);

/// Writes what a string stands for, whose text begins at `source` behind its quote, and gives the end of that; NULL
/// where an escape is none. `target` needs room for the text and the padding.
uint8_t *tdq_json_unescape(const tdq_json_tokens *tokens, const uint8_t *source, uint8_t *target);

/// Whether the bytes are UTF-8.
bool tdq_is_utf8(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
