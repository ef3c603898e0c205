#include "inspect/executable_difference.h"

#include "base/error.h"
#include "inspect/code_difference.h"
#include "inspect/go_functions.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace verbatim {

namespace {

// The same name may come more than once: the first is compared with the first.
using Key = std::pair<std::string_view, std::size_t>;

template <typename Item>
std::vector<std::pair<Key, const Item*>> keyed(const std::vector<Item>& all) {
    std::map<std::string_view, std::size_t> seen;
    std::vector<std::pair<Key, const Item*>> list;
    list.reserve(all.size());
    for (const Item& item : all) list.push_back({{item.name, seen[item.name]++}, &item});
    return list;
}

class ExecutableComparer {
  public:
    ExecutableComparer(const Executable& was, const Executable& is, std::size_t most)
        : was_(was), is_(is), most_(most) {}

    ExecutableDifference run() {
        old_ = functions_of(was_, "A");
        now_ = functions_of(is_, "B");
        if (old_) made_.table_was = old_->layout;
        if (now_) made_.table_is = now_->layout;
        made_.build_id_was = go_build_id(was_);
        made_.build_id_is = go_build_id(is_);
        if (absurd(was_, "A") || absurd(is_, "B")) return std::move(made_);
        sections();
        if (old_ && now_) {
            functions();
            files();
        }
        variables();
        return std::move(made_);
    }

  private:
    // Sections that lie over each other would be read again and again.
    bool absurd(const Executable& file, const std::string& which) {
        constexpr std::size_t most = 4096;
        std::uint64_t total = 0;
        for (const Section& section : file.sections) total += section.size;
        if (file.sections.size() <= most && total <= 4 * file.bytes.size()) return false;
        made_.problems.push_back("sections of " + which + " are not compared: there are " +
                                 std::to_string(file.sections.size()) + ", and they hold " +
                                 std::to_string(total) + " bytes of a file of " +
                                 std::to_string(file.bytes.size()));
        return true;
    }

    std::optional<GoFunctions> functions_of(const Executable& file, const std::string& which) {
        try {
            return read_go_functions(file);
        } catch (const Error& error) {
            made_.problems.push_back("functions of " + which + " are not told: " + error.message());
            return std::nullopt;
        }
    }

    void sections() {
        const auto old = keyed(was_.sections), now = keyed(is_.sections);
        const std::map<Key, const Section*> in_old(old.begin(), old.end()), in_now(now.begin(), now.end());
        for (const auto& [key, section] : old) {
            const auto found = in_now.find(key);
            section_pair(section, found == in_now.end() ? nullptr : found->second);
        }
        for (const auto& [key, section] : now)
            if (!in_old.contains(key)) section_pair(nullptr, section);
    }

    void section_pair(const Section* a, const Section* b) {
        const Section& one = a != nullptr ? *a : *b;
        SectionDifference made;
        made.name = one.name;
        made.code = one.code;
        made.writable = one.writable;
        made.mapped = one.address != 0;
        if (a != nullptr) made.was = a->size;
        if (b != nullptr) made.is = b->size;
        if (a != nullptr && b != nullptr) {
            const std::string_view x = was_.bytes.substr(a->offset, a->size),
                                   y = is_.bytes.substr(b->offset, b->size);
            if (x == y) {
                ++made_.equal_sections;
                return;
            }
            const std::size_t both = std::min(x.size(), y.size());
            made.first = static_cast<std::uint64_t>(
                std::mismatch(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(both), y.begin()).first -
                x.begin());
            for (std::size_t i = made.first; i < both; ++i) made.bytes += x[i] != y[i] ? 1 : 0;
            made.at_was = a->offset + made.first;
            made.at_is = b->offset + made.first;
            if (old_ && a->address != 0) made.function_was = old_->place(a->address + made.first);
            if (now_ && b->address != 0) made.function_is = now_->place(b->address + made.first);
        }
        made_.sections.push_back(std::move(made));
    }

    void functions() {
        const auto old = keyed(old_->functions), now = keyed(now_->functions);
        const std::map<Key, const GoFunction*> in_old(old.begin(), old.end()), in_now(now.begin(), now.end());
        made_.functions_compared = now.size();
        for (const auto& [key, function] : now) {
            const auto found = in_old.find(key);
            function_pair(found == in_old.end() ? nullptr : found->second, function);
        }
        for (const auto& [key, function] : old)
            if (!in_now.contains(key)) {
                ++made_.functions_compared;
                function_pair(function, nullptr);
            }
    }

    void function_pair(const GoFunction* a, const GoFunction* b) {
        FunctionDifference made{std::string(a != nullptr ? a->name : b->name), {}, {}, {}};
        if (a != nullptr) made.was = a->size;
        if (b != nullptr) made.is = b->size;
        if (made.was == made.is) {
            const CodeSide old{&was_, &*old_}, now{&is_, &*now_};
            strings_of(old, *a, now, *b);
            made.first = first_other_code(old, *a, now, *b);
            if (!made.first) return;
        }
        ++made_.functions_count;
        if (made_.functions.size() < most_) made_.functions.push_back(std::move(made));
    }

    void strings_of(const CodeSide& old, const GoFunction& a, const CodeSide& now, const GoFunction& b) {
        const auto x = loaded_strings(old, a), y = loaded_strings(now, b);
        std::map<std::uint64_t, std::string_view> by_place;
        for (const LoadedString& one : x) by_place.emplace(one.at, one.text);
        for (const LoadedString& one : y)
            if (const auto found = by_place.find(one.at);
                found != by_place.end() && found->second != one.text)
                string(std::string(found->second), std::string(one.text), std::string(a.name));
    }

    void string(std::optional<std::string> a, std::optional<std::string> b, std::string function) {
        if (!told_.insert({a.value_or(""), b.value_or(""), function.empty()}).second) return;
        ++made_.strings_count;
        if (made_.strings.size() < most_)
            made_.strings.push_back({std::move(a), std::move(b), std::move(function)});
    }

    void files() {
        std::set<std::string_view> a(old_->files.begin(), old_->files.end()),
            b(now_->files.begin(), now_->files.end());
        const auto only = [this](const auto& of, const auto& in, auto& list, std::size_t& count) {
            for (const std::string_view name : of) {
                if (in.contains(name)) continue;
                ++count;
                if (list.size() < most_) list.emplace_back(name);
            }
        };
        only(a, b, made_.files_was, made_.files_was_count);
        only(b, a, made_.files_is, made_.files_is_count);
    }

    // A Go string that lies in data: its address, then its length. Empty where there is none.
    static std::string_view string_in(const Executable& file, const Bytes& data, std::uint64_t at, int word) {
        constexpr std::uint64_t longest = 4096;
        const std::uint64_t length = data.number(at + static_cast<std::uint64_t>(word), word);
        if (length == 0 || length > longest) return {};
        const std::uint64_t address = data.number(at, word);
        const Section* section = file.section_at(address);
        if (section == nullptr || section->code || section->writable) return {};
        const std::string_view text = file.mapped(address, length);
        return text.size() == length && is_readable(text) ? text : std::string_view();
    }

    // What string variables and tables of strings begin with: pairs where the sections are of one size, else
    // what one side alone has.
    void variables() {
        const auto old = keyed(was_.sections), now = keyed(is_.sections);
        const std::map<Key, const Section*> in_now(now.begin(), now.end());
        const int word = was_.architecture() == "386" ? 4 : 8;
        for (const auto& [key, section] : old) {
            const auto found = in_now.find(key);
            if (!section->writable || section->address == 0 || found == in_now.end()) continue;
            const std::string_view a = was_.bytes.substr(section->offset, section->size),
                                   b = is_.bytes.substr(found->second->offset, found->second->size);
            if (a.size() == b.size())
                paired(Bytes(a, was_.big_endian), Bytes(b, is_.big_endian), word);
            else
                unpaired(Bytes(a, was_.big_endian), Bytes(b, is_.big_endian), word);
        }
    }

    void paired(const Bytes& a, const Bytes& b, int word) {
        const auto wide = static_cast<std::uint64_t>(word);
        for (std::uint64_t at = 0; at + 2 * wide <= a.size(); at += wide) {
            const std::string_view x = string_in(was_, a, at, word), y = string_in(is_, b, at, word);
            if (x == y) continue;
            const auto nothing = [&](const Bytes& data) {
                return data.number(at, word) == 0 && data.number(at + wide, word) == 0;
            };
            if ((x.empty() && !nothing(a)) || (y.empty() && !nothing(b))) continue;
            string(std::string(x), std::string(y), "");
        }
    }

    void unpaired(const Bytes& a, const Bytes& b, int word) {
        const auto all = [word](const Executable& file, const Bytes& data) {
            const auto wide = static_cast<std::uint64_t>(word);
            std::set<std::string_view> found;
            for (std::uint64_t at = 0; at + 2 * wide <= data.size(); at += wide)
                if (const auto text = string_in(file, data, at, word); !text.empty()) found.insert(text);
            return found;
        };
        const auto x = all(was_, a), y = all(is_, b);
        for (const std::string_view text : x)
            if (!y.contains(text)) string(std::string(text), std::nullopt, "");
        for (const std::string_view text : y)
            if (!x.contains(text)) string(std::nullopt, std::string(text), "");
    }

    const Executable &was_, &is_;
    std::size_t most_;
    std::optional<GoFunctions> old_, now_;
    std::set<std::tuple<std::string, std::string, bool>> told_;
    ExecutableDifference made_;
};

}  // namespace

ExecutableDifference compare_executables(const Executable& was, const Executable& is, std::size_t most) {
    return ExecutableComparer(was, is, most).run();
}

}  // namespace verbatim
