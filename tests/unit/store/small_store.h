// A small real store for tests: two outcomes that share a nested tree, every kind of entry, a shared copy.
// Unaware of what is done to it.
#pragma once

#include "store/store.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>
#include <vector>

namespace verbatim {

struct SmallStore : testing::Test {
    TemporaryDirectory dir{std::filesystem::temp_directory_path()};
    std::filesystem::path root = dir.path() / "store";
    std::unique_ptr<Store> store = std::make_unique<Store>(root);
    Digest source, binary;
    Digest first = sha256("run of source"), second = sha256("run of build");

    void SetUp() override { fill(); }

    void fill() {
        TreeBuilder tree(*store);
        tree.add_file("cmd/deep/main.go", "package main");
        tree.add_file("cmd/deep/tool", "#!", true);
        tree.add_file("cmd/README", "read me");
        tree.add_symlink("link", "cmd/README");
        tree.add_directory("empty");
        source = tree.finish();
        TreeBuilder out(*store);
        out.add_file("bin/tool", "the binary", true);
        out.add_tree("licenses", source);
        binary = out.finish();
        store->put_outcome(first, {"source x", {{"tree", source}}, {{"commit_time", "1"}}, 1, ""});
        store->put_outcome(second, {"build x", {{"bin", binary}}, {}, 2, ""});
        store->shared(source);
    }

    // Every file of the store below `folder`.
    std::vector<std::filesystem::path> files(const char* folder) const {
        std::vector<std::filesystem::path> all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
            if (entry.is_regular_file() && !entry.is_symlink()) all.push_back(entry.path());
        return all;
    }

    static void overwrite(const std::filesystem::path& file, const std::string& content) {
        struct stat before{};
        ::stat(file.c_str(), &before);
        ::chmod(file.c_str(), 0644);
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        ::chmod(file.c_str(), before.st_mode & 0777U);
    }

    // One bit, chosen by `seed`; returns what was there.
    static std::string flip_a_bit(const std::filesystem::path& file, std::size_t seed) {
        std::string content = read_file(file);
        const std::string before = content;
        if (content.empty()) return before;
        content[seed % content.size()] = static_cast<char>(
            static_cast<unsigned char>(content[seed % content.size()]) ^ (1U << (seed / content.size() % 8)));
        overwrite(file, content);
        return before;
    }

    // As versions before there was a marker left it.
    void make_old() {
        store.reset();
        std::filesystem::remove(root / "verbatim-store");
    }

    // As the next process has it: nothing looked at yet.
    Store& reopened() {
        store.reset();
        store = std::make_unique<Store>(root);
        return *store;
    }
};

}  // namespace verbatim
