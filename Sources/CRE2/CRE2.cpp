#include "include/CRE2.h"

#include <re2/re2.h>

struct tdq_regex {
    RE2 expression;

    tdq_regex(const re2::StringPiece &pattern, const RE2::Options &options) : expression(pattern, options) {}
};

tdq_regex *tdq_regex_compile(const uint8_t *pattern, size_t length, bool ignores_case) {
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(!ignores_case);
    // Compiled programs stay small, so that a hostile pattern is an error and not a load.
    options.set_max_mem(8 << 20);
    return new tdq_regex(re2::StringPiece(reinterpret_cast<const char *>(pattern), length), options);
}

const char *tdq_regex_error(const tdq_regex *regex) {
    return regex->expression.ok() ? nullptr : regex->expression.error().c_str();
}

bool tdq_regex_search(const tdq_regex *regex, const uint8_t *text, size_t length) {
    return RE2::PartialMatch(re2::StringPiece(reinterpret_cast<const char *>(text), length), regex->expression);
}

void tdq_regex_free(tdq_regex *regex) { delete regex; }
