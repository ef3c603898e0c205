// For tests: applies a patch series as Verbatim does, and prints what came of it as JSON.
//   apply_series REPOSITORY COMMIT COMMITTER-NAME COMMITTER-MAIL OBJECTS PATCH...
// OBJECTS is a folder, in which each new object is written as ID.TYPE, or "" for none.
#include "base/files.h"
#include "git/database.h"
#include "patch/series.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>

using namespace verbatim;

namespace {

nlohmann::json described(const patch::Refusal& refusal) {
    nlohmann::json json = {{"patch", refusal.patch},       {"line", refusal.line},
                           {"target", refusal.target},     {"hunk", refusal.hunk},
                           {"expected", refusal.expected}, {"expected_at", refusal.expected_at},
                           {"found", refusal.found},       {"nearest_matching", refusal.nearest_matching},
                           {"reason", refusal.reason},     {"applied_already", refusal.applied_already}};
    if (refusal.nearest) json["nearest"] = *refusal.nearest;
    return json;
}

nlohmann::json applied(const std::vector<std::string>& words) {
    std::vector<patch::PatchFile> files;
    for (std::size_t i = 5; i < words.size(); ++i) files.push_back({words[i], read_file(words[i])});
    const auto database = git::Database::of_repository(words[0]);
    const auto start = std::chrono::steady_clock::now();
    const auto series = patch::apply_series(words[1], files, {words[2], words[3]},
                                            [&](const std::string& id) { return database.find(id); });
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!words[4].empty())
        for (const auto& [id, object] : series.objects)
            write_file(words[4] + "/" + id + "." + std::string(git::type_name(object.type)), object.data);
    return {{"commit", series.commit},
            {"commits", series.commits},
            {"objects", series.objects.size()},
            {"milliseconds", took.count()}};
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() < 6) return 2;
    nlohmann::json json;
    int status = 0;
    try {
        json = applied(words);
    } catch (const patch::PatchRefused& error) {
        json = {{"refusal", described(error.refusal())}, {"error", error.render()}};
        status = 1;
    } catch (const Error& error) {
        json = {{"error", error.render()}};
        status = 1;
    }
    std::cout << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    return status;
}
