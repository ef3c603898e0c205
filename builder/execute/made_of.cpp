#include "execute/made_of.h"

namespace verbatim {

namespace {

// Maps become a field an entry, "environment.GOOS", so that a change of one is seen as one. Nested records of
// one name become one list with a text a record, so that one more of them changes no other.
class Collector : public FieldVisitor {
  public:
    explicit Collector(std::vector<MadeOf::Field>& fields) : fields_(fields) {}

    void text(std::string_view name, std::string_view value) override {
        if (nested_.empty())
            fields_.push_back({std::string(name), false, {std::string(value)}});
        else
            add(name, value);
    }
    void number(std::string_view name, std::int64_t value) override { text(name, std::to_string(value)); }
    void texts(std::string_view name, const std::vector<std::string>& values) override {
        if (nested_.empty()) fields_.push_back({std::string(name), true, values});
        for (const std::string& value : values)
            if (!nested_.empty()) add(name, value);
    }
    void pairs(std::string_view name, const std::map<std::string, std::string>& values) override {
        for (const auto& [key, value] : values) text(std::string(name) + "." + key, value);
    }
    void enter(std::string_view name) override { nested_.emplace_back(name, ""); }
    void leave() override {
        const auto [name, value] = std::move(nested_.back());
        nested_.pop_back();
        if (!nested_.empty()) return add(name, "(" + value + ")");
        for (MadeOf::Field& field : fields_)
            if (field.is_list && field.name == name) return field.values.push_back(value);
        fields_.push_back({name, true, {value}});
    }

  private:
    void add(std::string_view name, std::string_view value) {
        std::string& record = nested_.back().second;
        record += (record.empty() ? "" : " ") + std::string(name) + "=" + std::string(value);
    }

    std::vector<MadeOf::Field>& fields_;
    std::vector<std::pair<std::string, std::string>> nested_;  // name → what it holds so far
};

}  // namespace

MadeOf made_of(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs) {
    MadeOf all;
    all.operation = Action{{}, {}, operation, {}, {}}.operation_name();
    Collector collector(all.fields);
    describe(operation, collector);
    for (const auto& [input, digest] : inputs)
        all.inputs.push_back({input.name, input.output, input.only, digest});
    return all;
}

}  // namespace verbatim
