#include "include/CRE2.h"

#include <re2/re2.h>

#include <cstring>
#include <string>
#include <vector>

struct tdq_regex {
    RE2 expression;

    tdq_regex(const re2::StringPiece &pattern, const RE2::Options &options) : expression(pattern, options) {}
};

// Compiled programs stay small, so that a hostile pattern is an error and not a load.
static const int64_t max_mem = 8 << 20;

tdq_regex *tdq_regex_compile(const uint8_t *pattern, size_t length, bool ignores_case) {
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(!ignores_case);
    options.set_max_mem(max_mem);
    return new tdq_regex(re2::StringPiece(reinterpret_cast<const char *>(pattern), length), options);
}

const char *tdq_regex_error(const tdq_regex *regex) {
    return regex->expression.ok() ? nullptr : regex->expression.error().c_str();
}

bool tdq_regex_search(const tdq_regex *regex, const uint8_t *text, size_t length) {
    return RE2::PartialMatch(re2::StringPiece(reinterpret_cast<const char *>(text), length), regex->expression);
}

/// Whether the borders of lines are to a pattern what those of texts are: not where it names the latter, where it sets
/// itself how lines are seen, and where it may match any byte. Quoted patterns are not looked into.
static bool fits_lines(const std::string &pattern) {
    for (size_t index = 0; index + 1 < pattern.size(); index++) {
        const char next = pattern[index + 1];
        if (pattern[index] == '\\') {
            if (std::strchr("AzZCQE", next) != nullptr) return false;
            index++;
        } else if (pattern[index] == '(' && next == '?') {
            const size_t end = pattern.find_first_of(":)<", index);
            if (pattern.substr(index, end - index).find('m') != std::string::npos) return false;
        }
    }
    return true;
}

tdq_regex *tdq_regex_compile_lines(const uint8_t *pattern, size_t length) {
    const std::string text(reinterpret_cast<const char *>(pattern), length);
    if (!fits_lines(text)) return nullptr;
    RE2::Options options(RE2::Quiet);
    options.set_never_nl(true);
    options.set_max_mem(max_mem);
    auto regex = new tdq_regex("(?m:" + text + ")", options);
    if (regex->expression.ok()) return regex;
    delete regex;
    return nullptr;
}

namespace {

/// Texts that stand on lines, to be searched together: a search that goes on is much less work than one that begins.
class Lines {
    const RE2 &expression;
    uint8_t *const matches;
    std::string block;
    /// The offset behind each line's end, and the number of its text.
    std::vector<std::pair<size_t, size_t>> lines;

public:
    /// A block stays in the first-level cache or the second.
    static const size_t block_size = 1 << 15;

    Lines(const RE2 &expression, uint8_t *matches) : expression(expression), matches(matches) {
        block.reserve(2 * block_size);
    }

    void add(const char *text, size_t length, size_t number) {
        matches[number] = 0;
        block.append(text, length);
        block.push_back('\n');
        lines.emplace_back(block.size(), number);
        if (block.size() >= block_size) flush();
    }

    void flush() {
        size_t place = 0;
        // The last line ends as a text does.
        const re2::StringPiece whole(block.data(), block.empty() ? 0 : block.size() - 1);
        for (auto line = lines.begin(); line != lines.end(); ++line) {
            re2::StringPiece found;
            if (!expression.Match(whole, place, whole.size(), RE2::UNANCHORED, &found, 1)) break;
            const size_t start = static_cast<size_t>(found.data() - block.data());
            while (line->first <= start) ++line;
            matches[line->second] = 1;
            place = line->first;
        }
        block.clear();
        lines.clear();
    }
};

}  // namespace

void tdq_regex_match_texts(
    const tdq_regex *regex, const tdq_regex *lines, const uint8_t *bytes, const uint32_t *offsets, size_t first,
    size_t limit, uint8_t *matches) {
    Lines together(lines->expression, matches);
    const bool some_end_lines = std::memchr(bytes + offsets[first], '\n', offsets[limit] - offsets[first]) != nullptr;
    for (size_t text = first; text < limit; text++) {
        const uint8_t *const start = bytes + offsets[text];
        const size_t length = offsets[text + 1] - offsets[text];
        if (length > Lines::block_size || (some_end_lines && std::memchr(start, '\n', length) != nullptr)) {
            matches[text] = tdq_regex_search(regex, start, length);
        } else {
            together.add(reinterpret_cast<const char *>(start), length, text);
        }
    }
    together.flush();
}

void tdq_regex_free(tdq_regex *regex) { delete regex; }
