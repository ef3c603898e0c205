#include "sandbox/bubblewrap/staging.h"

#include "base/error.h"
#include "base/text.h"
#include "store/find_repository.h"

#include <sys/stat.h>

#include <charconv>
#include <optional>

namespace fs = std::filesystem;

namespace verbatim::bubblewrap {

namespace {

std::int64_t source_date(const RunCommand& command) {
    const auto found = command.environment.find("SOURCE_DATE_EPOCH");
    std::int64_t seconds = 0;
    if (found == command.environment.end()) return seconds;
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Error(Failure::definition,
                    "SOURCE_DATE_EPOCH is \"" + text + "\", which is no number of seconds");
    return seconds;
}

class Stage {
  public:
    Stage(const RunCommand& command, const std::map<std::string, Digest>& inputs, Store& store, fs::path work)
        : command_(command),
          inputs_(inputs),
          store_(store),
          work_(std::move(work)),
          mtime_(source_date(command)) {}

    Staged run() {
        for (const Mount& mount : command_.mounts) add(mount);
        for (const std::string& folder : command_.scratch) bind_empty(folder);
        for (const auto& [name, output] : command_.outputs) {
            if (!on_host(output.at)) bind_empty(output.at);
            staged_.outputs[name] = *on_host(output.at);
        }
        staged_.layout.directory = command_.directory;
        staged_.layout.environment = command_.environment;
        staged_.layout.argv = command_.argv;
        staged_.layout.circumstances = command_.circumstances;
        return std::move(staged_);
    }

  private:
    void add(const Mount& mount) {
        const Digest& tree = inputs_.at(mount.input);
        if (mount.skip_if_empty && store_.get_tree(tree).entries.empty()) return;
        if (mount.writable) check_repositories(mount, tree);
        if (mount.at == "/") {
            staged_.layout.root = store_.shared(tree);
        } else if (!mount.writable) {
            staged_.layout.binds.push_back({store_.shared(tree), mount.at, false});
        } else if (const auto inside = on_host(mount.at)) {
            if (fs::weakly_canonical(inside->parent_path()) != inside->parent_path())
                throw Error(Failure::build, mount.at + " lies behind a link in the input around it")
                    .note("What comes in there would leave the sandbox.");
            remove_tree(*inside);  // it takes the place of what the outer tree has there
            store_.materialise(tree, *inside, mtime_);
        } else {
            const fs::path copy = new_folder();
            store_.materialise(tree, copy, mtime_);
            staged_.layout.binds.push_back({copy, mount.at, true});
        }
    }

    // Whatever way a tree came: git and the like look for a repository above the folder where they run, and
    // start what it names. A source has the git directory that Verbatim made, and what upstream committed.
    void check_repositories(const Mount& mount, const Digest& tree) const {
        const bool source = mount.input == "source";
        if (const auto found = find_repository(store_, tree, {.top_git = !source, .bare = !source}))
            throw Error(Failure::build,
                        "what comes to lie at " + mount.at +
                            " holds a repository of a version control system: " + printable(*found))
                .note("What it names as a program would be started. Nothing was.")
                .next("find out which step or module brings it, and leave it out there");
    }

    void bind_empty(const std::string& at) {
        const fs::path folder = new_folder();
        make_directories(folder);
        // /tmp is everybody's in a system; a home is its owner's.
        ::chmod(folder.c_str(), at == "/tmp" ? 01777 : 0755);
        staged_.layout.binds.push_back({folder, at, true});
    }

    // Where a path in the sandbox lies on the host, if below a writable bind.
    std::optional<fs::path> on_host(const std::string& at) const {
        for (const Bind& bind : staged_.layout.binds) {
            if (!bind.writable) continue;
            if (at == bind.at) return bind.host;
            if (at.starts_with(bind.at + "/")) return bind.host / at.substr(bind.at.size() + 1);
        }
        return std::nullopt;
    }

    fs::path new_folder() { return work_ / std::to_string(next_++); }

    const RunCommand& command_;
    const std::map<std::string, Digest>& inputs_;
    Store& store_;
    fs::path work_;
    std::int64_t mtime_;
    int next_ = 0;
    Staged staged_;
};

}  // namespace

Staged stage(const RunCommand& command, const std::map<std::string, Digest>& inputs, Store& store,
             const fs::path& work) {
    return Stage(command, inputs, store, work).run();
}

}  // namespace verbatim::bubblewrap
