#include "catalog/template.h"

#include "base/error.h"
#include "base/text.h"

#include <charconv>

namespace verbatim {

namespace {

struct Piece {
    std::string_view text;  // as written: plain text, "{{", or "{name:9}"
    std::string_view name;  // empty for plain text
    std::optional<std::size_t> cut;
    bool malformed = false;
};

std::vector<Piece> pieces(std::string_view text) {
    std::vector<Piece> all;
    while (!text.empty()) {
        const auto open = text.find('{');
        if (open == std::string_view::npos) {
            all.push_back({text, {}, {}});
            break;
        }
        if (open > 0) all.push_back({text.substr(0, open), {}, {}});
        text.remove_prefix(open);
        if (text.starts_with("{{")) {
            all.push_back({text.substr(0, 1), {}, {}});
            text.remove_prefix(2);
            continue;
        }
        const auto close = text.find('}');
        if (close == std::string_view::npos) {
            all.push_back({text, {}, {}, true});
            break;
        }
        Piece piece{text.substr(0, close + 1), text.substr(1, close - 1), {}};
        if (const auto colon = piece.name.find(':'); colon != std::string_view::npos) {
            const std::string_view digits = piece.name.substr(colon + 1);
            std::size_t cut = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), cut);
            piece.malformed =
                error != std::errc{} || end != digits.data() + digits.size() || cut == 0 || cut > 1000;
            piece.cut = cut;
            piece.name = piece.name.substr(0, colon);
        }
        piece.malformed = piece.malformed || piece.name.empty();
        all.push_back(piece);
        text.remove_prefix(close + 1);
    }
    return all;
}

}  // namespace

void check_template(std::string_view text, const std::set<std::string>& names, const Position& at) {
    for (const Piece& piece : pieces(text)) {
        if (piece.malformed)
            throw Error(Failure::definition,
                        "\"" + std::string(piece.text) + "\" is no {name} or {name:LENGTH}")
                .at(at, "in this text")
                .note("A brace that means itself is written {{.");
        if (piece.name.empty() || names.contains(std::string(piece.name))) continue;
        const std::vector<std::string> known(names.begin(), names.end());
        const auto meant = suggestion(piece.name, known);
        throw Error(Failure::definition, "there is no {" + std::string(piece.name) + "} here")
            .at(at, meant ? "did you mean {" + *meant + "}?" : "in this text")
            .note("Known here: {" + join(known, "} {") + "}.");
    }
}

std::string expand(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string out;
    for (const Piece& piece : pieces(text)) {
        const auto found = piece.name.empty() ? values.end() : values.find(std::string(piece.name));
        if (found == values.end()) {
            out += piece.text;
        } else {
            out += piece.cut ? found->second.substr(0, *piece.cut) : found->second;
        }
    }
    return out;
}

std::string expand_known(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string out;
    for (const Piece& piece : pieces(text)) {
        // A lone brace as a piece is what "{{" stands for.
        const bool literal = piece.name.empty() && !piece.malformed;
        const bool known = !piece.name.empty() && values.contains(std::string(piece.name));
        for (const char c : literal || known ? expand(piece.text == "{" ? "{{" : piece.text, values)
                                             : std::string(piece.text)) {
            out += c;
            if (c == '{' && (literal || known)) out += c;
        }
    }
    return out;
}

std::set<std::string> references(std::string_view text) {
    std::set<std::string> names;
    for (const Piece& piece : pieces(text))
        if (!piece.name.empty() && !piece.malformed) names.emplace(piece.name);
    return names;
}

}  // namespace verbatim
