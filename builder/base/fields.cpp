#include "base/fields.h"

namespace verbatim {

DigestVisitor::DigestVisitor(std::string_view domain) {
    string(domain);
}

void DigestVisitor::tag(char type) {
    hash_.update({&type, 1});
}

void DigestVisitor::count(std::uint64_t value) {
    std::array<char, 8> bytes{};
    for (int i = 7; i >= 0; --i, value >>= 8U) bytes[i] = static_cast<char>(value & 0xFFU);
    hash_.update({bytes.data(), bytes.size()});
}

void DigestVisitor::string(std::string_view value) {
    count(value.size());
    hash_.update(value);
}

void DigestVisitor::text(std::string_view name, std::string_view value) {
    tag('t');
    string(name);
    string(value);
}

void DigestVisitor::number(std::string_view name, std::int64_t value) {
    tag('n');
    string(name);
    count(static_cast<std::uint64_t>(value));
}

void DigestVisitor::texts(std::string_view name, const std::vector<std::string>& values) {
    tag('l');
    string(name);
    count(values.size());
    for (const auto& value : values) string(value);
}

void DigestVisitor::pairs(std::string_view name, const std::map<std::string, std::string>& values) {
    tag('m');
    string(name);
    count(values.size());
    for (const auto& [key, value] : values) {
        string(key);
        string(value);
    }
}

void DigestVisitor::enter(std::string_view name) {
    tag('(');
    string(name);
}

void DigestVisitor::leave() {
    tag(')');
}

}  // namespace verbatim
