// For tests: repositories made by the real git in a temporary folder, and pins of them. No configuration of
// the machine or the user has a say in it.
#pragma once

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "expect.h"
#include "fetch/context.h"
#include "plan/action.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

namespace fs = std::filesystem;

// What `call` throws, as a person sees it; fails where it throws nothing.
template <typename Call>
std::string error_of(Call call) {
    return thrown_by([&] {
               call();
               return 0;
           })
        .render();
}

struct GitFixture {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-git-"};
    Store store{dir.path() / "store"};
    FetchContext context{store, dir.path(), {}, "", "", "", {}};

    std::map<std::string, std::string> environment() const {
        return {{"PATH", std::getenv("PATH")},
                {"HOME", dir.path().string()},
                {"GIT_CONFIG_NOSYSTEM", "1"},
                {"GIT_CONFIG_GLOBAL", "/dev/null"},
                {"GIT_AUTHOR_NAME", "A"},
                {"GIT_AUTHOR_EMAIL", "a@example.org"},
                {"GIT_COMMITTER_NAME", "C"},
                {"GIT_COMMITTER_EMAIL", "c@example.org"},
                {"GIT_AUTHOR_DATE", "1700000000 +0100"},
                {"GIT_COMMITTER_DATE", "1700000000 +0100"},
                {"LC_ALL", "C"},
                {"TZ", "UTC"}};
    }

    // What `git ARGUMENTS` in `folder` prints, without the newline at its end. Throws where it fails.
    std::string git(const fs::path& folder, const std::vector<std::string>& arguments) const {
        ProcessSpec spec;
        std::string output;
        spec.argv = {"git"};
        spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
        spec.environment = environment();
        spec.directory = folder;
        spec.on_output = [&](std::string_view bytes) { output += bytes; };
        if (!run_process(spec).succeeded())
            throw std::runtime_error("git " + join(arguments, " ") + ": " + output);
        while (output.ends_with("\n")) output.pop_back();
        return output;
    }

    // A work tree with every kind of thing that a tree can hold, one commit upon another, and tags.
    fs::path upstream() const {
        const fs::path at = dir.path() / "upstream";
        fs::create_directories(at / "sub/deep");
        git(at, {"init", "--quiet", "--initial-branch=main"});
        write_file(at / "README", "first\n");
        git(at, {"add", "."});
        git(at, {"commit", "--quiet", "-m", "first"});
        write_file(at / "README", "hello\n");
        write_file(at / "run.sh", "#!/bin/sh\n", 0755);
        write_file(at / "empty", "");
        write_file(at / "sub.txt", "sorts before sub/\n");
        write_file(at / "sub/deep/big", std::string(200000, 'x'));
        write_file(at / ".gitattributes", "*.txt text eol=crlf ident\n");
        write_file(at / "lines.txt", "$Id$\na\nb\n");
        fs::create_symlink("sub/deep/big", at / "link");
        git(at, {"add", "."});
        git(at, {"update-index", "--add", "--cacheinfo",
                 "160000,1111111111111111111111111111111111111111,module"});
        git(at, {"commit", "--quiet", "-m", "second"});
        git(at, {"tag", "-a", "-m", "one", "v1.0.0"});
        git(at, {"tag", "-a", "-m", "one of sub", "sub/v1.0.0"});
        git(at, {"tag", "light"});
        return at;
    }

    std::string id(const fs::path& repository, const std::string& name) const {
        return git(repository, {"rev-parse", name});
    }

    // Pins of what the repository has now, at places in a lock that an error can show.
    FetchCommit pins(const fs::path& repository, const std::string& url, const std::string& tag = "v1.0.0",
                     const std::vector<std::string>& tags = {"v1.0.0", "sub/v1.0.0", "light"}) const {
        FetchCommit fetch;
        fetch.url = url;
        std::string lock;
        const auto line = [&](const std::string& key, const std::string& value) {
            lock += key + ": " + value + "\n";
        };
        const std::string commit = id(repository, tag + "^{commit}");
        line("tag", tag);
        line("tag_object", id(repository, tag));
        line("commit", commit);
        line("commit_time", "2023-11-14T22:13:20Z");
        for (const std::string& each : tags) line("tags." + each, id(repository, each));
        const auto text = SourceText::make("releases/9-99.yaml", lock);
        fetch.tag = {tag, {text, 1, 6}};
        fetch.tag_object = {id(repository, tag), {text, 2, 13}};
        fetch.commit = {commit, {text, 3, 9}};
        fetch.commit_time = {1700000000, {text, 4, 14}};
        int at = 5;
        for (const std::string& each : tags)
            fetch.tags[each] = {id(repository, each), {text, at++, static_cast<int>(each.size()) + 8}};
        return fetch;
    }

    // The pinned commit's tree and the tags' own objects, as git itself lists them.
    std::set<std::string> closure(const fs::path& repository, const FetchCommit& fetch) const {
        std::set<std::string> ids;
        const auto listed = git(repository, {"rev-list", "--objects", "--no-walk", fetch.commit.value});
        for (const std::string& line : split(listed, '\n')) ids.insert(line.substr(0, 40));
        for (const auto& [name, object] : fetch.tags)
            if (git(repository, {"cat-file", "-t", object.value}) == "tag") ids.insert(object.value);
        return ids;
    }
};

}  // namespace verbatim::test
